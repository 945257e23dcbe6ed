import { claimsOf, classify, type AcceptedDecision, type EventRegistry, type Sealed } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import type { AdmittedCommand } from './admission.js';
import type { TriedEvent } from './answer.js';
import type { Decided } from './deciding.js';
import type { VisibleTo } from './freshness.js';

/** The claim that an append of the decision would lose, as `kind/id`; null if all are free. */
export const takenClaim = async (
  log: Pick<EventStore, 'findClaim'>,
  { definition }: EventRegistry,
  { writes }: AcceptedDecision,
): Promise<string | null> => {
  for (const { streamId, events } of writes)
    for (const { kind, id } of claimsOf(events, definition).claims) {
      const holder = await log.findClaim(kind, id);
      if (holder?.held && holder.streamId !== streamId) return `${kind}/${id}`;
    }
  return null;
};

/** The events that a decision would record, as far as the actor may see them. */
export const triedEvents = (
  { definition }: EventRegistry,
  { command: { actor, at }, act, data }: AdmittedCommand,
  { writes }: AcceptedDecision,
  streams: Decided['streams'],
  visibleTo?: VisibleTo,
): readonly TriedEvent[] => {
  const sealed = new Set(((act.sealed ?? []) as readonly string[]).map((field) => (data[field] as Sealed | undefined)?.ref));
  return writes.flatMap(({ streamId, events }) => {
    const visible = visibleTo?.(actor, streamId, (stream) => streams.get(stream)?.state, at);
    return events.map(({ type, data: payload }) => {
      // A public event has internal fields too, so its payload is shown to those alone who see internal events.
      const isShown = !visible || (visible.includes('INTERNAL') && visible.includes(classify(definition(type), payload)));
      return { type, streamId, data: isShown ? (withoutSealed(payload, sealed) as Record<string, unknown>) : null };
    });
  });
};

/** A sealed field has no content before it is recorded. */
const withoutSealed = (value: unknown, sealed: ReadonlySet<string | undefined>): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutSealed(item, sealed));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => !sealed.has((member as Sealed | null)?.ref ?? ''));
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutSealed(member, sealed)]));
};
