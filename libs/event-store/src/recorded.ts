import type { EventMetadata, EventRegistry, RecordedEvent } from '@minglu/kernel';
import type { StoredEvent } from './port.js';

/** The event as the domain knows it: payload parsed, upcast to today's version and checked. Throws `UnreadableEvent`. */
export const decodeStored = (stored: StoredEvent, registry: EventRegistry): RecordedEvent => ({
  position: stored.position,
  eventId: stored.eventId,
  streamId: stored.streamId,
  streamVersion: stored.streamVersion,
  publicVersion: stored.publicVersion,
  schemaVersion: stored.schemaVersion,
  event: registry.read(stored.type, stored.schemaVersion, JSON.parse(stored.payload)),
  metadata: JSON.parse(stored.metadata) as EventMetadata,
  recordedAt: stored.recordedAt,
});
