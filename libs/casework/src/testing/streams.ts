import { randomUUID } from 'node:crypto';
import { classify, type AnyCategory, type DomainEvent } from '@minglu/kernel';
import { canonicalJson, memoryStore, type Append, type AppendOutcome, type EventStore } from '@minglu/event-store';
import { emptyStream, type LoadedStream } from '../stream-cache.js';
import { clerk, NOON, registry } from './library.js';

/** A store in memory that counts the streams it reads. */
export const countingStore = (): { readonly store: EventStore; readonly reads: string[] } => {
  const inner = memoryStore();
  const reads: string[] = [];
  return { reads, store: { ...inner, readStream: (stream, after) => (reads.push(stream), inner.readStream(stream, after)) } };
};

/** An append of one command to one stream. */
export const appendOf = (stream: string, expectedVersion: number, ...events: readonly DomainEvent[]): Append => {
  const commandId = randomUUID();
  return {
    commandId,
    requestHash: new Uint8Array(32),
    at: NOON,
    checks: [],
    claims: [],
    releases: [],
    secrets: [],
    result: '{}',
    writes: [
      {
        streamId: stream,
        expectedVersion,
        events: events.map((event) => {
          const definition = registry.definition(event.type);
          const classification = classify(definition, event.data);
          return {
            eventId: randomUUID(),
            type: event.type,
            schemaVersion: definition.version,
            payload: canonicalJson(event.data),
            metadata: canonicalJson({ actor: clerk, commandId, classification, occurredAt: event.occurredAt ?? NOON }),
            classification,
          };
        }),
      },
    ],
  };
};

/** A loaded stream at a version, with a pending append if one is given. */
export const loadedAt = (
  category: AnyCategory,
  version: number,
  pending: Promise<AppendOutcome> | null = null,
  state: unknown = category.initial,
): LoadedStream => ({ ...emptyStream(category), version, state, lastEventId: version > 0 ? `e${version}` : null, pending });

export const APPENDED: AppendOutcome = { outcome: 'appended', position: 1, recordedAt: NOON, result: '{}' };
export const CONFLICT: AppendOutcome = { outcome: 'conflict', on: 'stream', id: 'shelf/a' };
