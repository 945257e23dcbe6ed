import { canonicalJson, memoryStore, type EventStore } from '@minglu/event-store';
import { dossiers } from '@minglu/dossier';
import { classify, eventRegistry, type DomainEvent } from '@minglu/kernel';
import { referenceEvents } from '@minglu/reference';

export const registry = eventRegistry(referenceEvents, dossiers.events);

/** The id of the n-th event that is written. */
export const eventIdOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A log in memory that takes any event. It is recorded at an instant, and takes effect then or at another one. */
export const memoryLog = () => {
  const store: EventStore = memoryStore();
  const versions = new Map<string, number>();
  let n = 0;
  const append = async (streamId: string, at: string, { type, data }: DomainEvent, occurredAt = at): Promise<void> => {
    n += 1;
    const definition = registry.definition(type);
    const classification = classify(definition, data);
    const { internal } = definition;
    const metadata = {
      actor: { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' },
      classification,
      ...(classification === 'PUBLIC' && internal ? { internal } : {}),
      occurredAt,
      legalBasis: [],
    };
    const event = {
      eventId: eventIdOf(n),
      type,
      schemaVersion: definition.version,
      payload: canonicalJson(data),
      metadata: canonicalJson(metadata),
      classification,
    };
    const expectedVersion = versions.get(streamId) ?? 0;
    await store.append({
      commandId: `c${n}`,
      requestHash: new Uint8Array(32),
      at: at as never,
      checks: [],
      claims: [],
      releases: [],
      secrets: [],
      result: '{}',
      writes: [{ streamId, expectedVersion, events: [event] }],
    });
    versions.set(streamId, expectedVersion + 1);
  };
  return { store, append };
};
