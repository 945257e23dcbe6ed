import { isPublic, samplesOf } from '@minglu/contracts/generate';
import { classify, type EventDefinition, type TSchema } from '@minglu/kernel';
import { events } from '@minglu/system';

/** Each event that may be public, in each version. */
export const publicEvents = (Object.values(events) as unknown as readonly EventDefinition<string, TSchema>[]).filter(isPublic);

/** A payload of the event with which it is public. */
export const sampleOf = (definition: EventDefinition<string, TSchema>): object =>
  samplesOf(definition.payload).find((data) => classify(definition, data) === 'PUBLIC') as object;

/** The metadata of a public event. */
export const metadataOf = ({ internal, commonNames }: EventDefinition<string, TSchema>) => ({
  classification: 'PUBLIC' as const,
  causationId: null,
  correlationId: 'c',
  occurredAt: '2026-01-01T00:00:00.000Z',
  traceparent: null,
  ...(internal ? { internal } : {}),
  ...(commonNames ? { commonNames } : {}),
});
