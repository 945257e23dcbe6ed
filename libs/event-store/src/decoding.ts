import type { DomainEvent, EventMetadata, EventRegistry, RecordedEvent } from '@minglu/kernel';
import { assertUndamaged } from './log-watch.js';
import type { StoredEvent } from './port.js';

/** The domain event, for folds: payload parsed, upcast to the current schema version and validated. Throws `UnreadableEvent`. */
export const eventIn = (stored: StoredEvent, registry: EventRegistry): DomainEvent => {
  assertUndamaged(stored);
  const { type, schemaVersion, payload, parsed } = stored;
  return registry.read(type, schemaVersion, parsed ? parsed.payload : JSON.parse(payload));
};

export const metadataIn = (stored: StoredEvent): EventMetadata => {
  assertUndamaged(stored);
  return stored.parsed?.metadata ?? (JSON.parse(stored.metadata) as EventMetadata);
};

/** The domain event with its metadata and its position in the log. Throws `UnreadableEvent`. */
export const decodeStored = (stored: StoredEvent, registry: EventRegistry): RecordedEvent => ({
  position: stored.position,
  eventId: stored.eventId,
  streamId: stored.streamId,
  streamVersion: stored.streamVersion,
  publicVersion: stored.publicVersion,
  schemaVersion: stored.schemaVersion,
  event: eventIn(stored, registry),
  metadata: metadataIn(stored),
  recordedAt: stored.recordedAt,
});
