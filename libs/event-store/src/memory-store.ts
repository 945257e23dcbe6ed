import { randomUUID } from 'node:crypto';
import { categoryOf, instantOf, laterOf, type Instant } from '@minglu/kernel';
import { claimsAndUnheld, prepareAppend, type PreparedAppend } from './append-batch.js';
import { memoryKeys } from './memory-keys.js';
import { hashOf } from './place.js';
import {
  CLOCK_STREAM,
  type Append,
  type AppendOutcome,
  type ClaimHolder,
  type EventStore,
  type LogIdentity,
  type Secret,
  type StoredEvent,
} from './port.js';

/**
 * The event log in memory, for tests: same outcomes as on PostgreSQL, one command at a time.
 *
 * @param copy a copy of an earlier log, with its epochs; claims, commands and secrets start empty
 */
export const memoryStore = (copy?: LogIdentity & { readonly events: readonly StoredEvent[] }): EventStore => {
  const log: StoredEvent[] = [...(copy?.events ?? [])];
  const streams = new Map<string, StoredEvent[]>();
  for (const event of log) streams.set(event.streamId, [...(streams.get(event.streamId) ?? []), event]);
  const { logId, epochs } = copy ?? { logId: randomUUID(), epochs: [{ epoch: 1, after: 0, hash: '' }] };
  const claims = new Map<string, ClaimHolder & { readonly kind: string }>();
  const commands = new Map<string, { readonly requestHash: Uint8Array; readonly position: number; readonly result: string }>();
  const secrets = new Map<string, Secret>();
  const keys = memoryKeys(secrets);
  const eventIds = new Set<string>();
  let closed = false;

  const version = (streamId: string) => streams.get(streamId)?.length ?? 0;
  const isReleased = (append: Append, kind: string, streamId: string) =>
    append.releases.some((release) => release.kind === kind && release.streamId === streamId);

  const obstacle = (append: Append): AppendOutcome | undefined => {
    const before = commands.get(append.commandId);
    if (before) {
      return Buffer.compare(before.requestHash, append.requestHash) === 0
        ? { outcome: 'repeated', position: before.position, result: before.result }
        : { outcome: 'mismatched' };
    }
    const written = new Map<string, { readonly version: number; readonly lastId: string | undefined }>();
    for (const { streamId, expectedVersion, follows = null, events } of append.writes) {
      if (events.length === 0) continue;
      const current = written.get(streamId) ?? { version: version(streamId), lastId: streams.get(streamId)?.at(-1)?.eventId };
      if (current.version !== expectedVersion || (follows !== null && follows !== current.lastId))
        return { outcome: 'conflict', on: 'stream', id: streamId };
      written.set(streamId, { version: expectedVersion + events.length, lastId: events.at(-1)!.eventId });
    }
    const unwritten = append.writes
      .filter(({ events }) => events.length === 0)
      .map(({ streamId, expectedVersion }) => ({ streamId, version: expectedVersion }));
    for (const check of [...unwritten, ...append.checks])
      if (version(check.streamId) !== check.version) return { outcome: 'conflict', on: 'check', id: check.streamId };
    for (const { kind, id, streamId, unheld } of claimsAndUnheld(append)) {
      const holder = claims.get(`${kind}/${id}`);
      if (holder && unheld) return { outcome: 'conflict', on: 'claim', id: `${kind}/${id}` };
      if (holder?.held && holder.streamId !== streamId && !isReleased(append, kind, holder.streamId))
        return { outcome: 'conflict', on: 'claim', id: `${kind}/${id}` };
    }
    const stale = keys.staleFor(append);
    return stale === null ? undefined : { outcome: 'conflict', on: 'key', id: stale };
  };

  const apply = (append: PreparedAppend): AppendOutcome => {
    const found = obstacle(append);
    if (found) return found;
    const { seals, at } = append;
    assertNew(
      'event',
      append.writes.flatMap(({ events }) => events.map(({ eventId }) => eventId)),
      eventIds,
    );
    assertNew(
      'secret',
      append.secrets.map(({ ref }) => ref),
      secrets,
    );

    const now = append.recordedBy === 'database' ? instantOf(Date.now()) : at;
    const isClockFault = append.writes.some(({ streamId, events }) => streamId === CLOCK_STREAM && events.length > 0);
    const recordedAt: Instant = isClockFault ? now : laterOf(log.at(-1)?.recordedAt ?? now, now);
    let sealed = 0;
    for (const { streamId, events } of append.writes) {
      for (const { classification, ...event } of events) {
        const stream = streams.get(streamId) ?? [];
        streams.set(streamId, stream);
        const open = stream.reduce((last, one) => one.publicVersion ?? last, 0);
        const { salt, hash } = seals[sealed++]!;
        const publicVersion = classification === 'PUBLIC' ? open + 1 : null;
        const stored = {
          ...event,
          streamId,
          position: log.length + 1,
          streamVersion: stream.length + 1,
          publicVersion,
          salt,
          contentHash: hash,
          recordedAt,
        };
        log.push(stored);
        stream.push(stored);
        eventIds.add(event.eventId);
      }
    }
    if (append.releases.length > 0)
      for (const [key, holder] of claims) if (isReleased(append, holder.kind, holder.streamId)) claims.set(key, { ...holder, held: false });
    for (const { kind, id, streamId } of append.claims) claims.set(`${kind}/${id}`, { kind, streamId, held: true });
    for (const secret of append.secrets) secrets.set(secret.ref, secret);
    for (const { key } of append.erasures ?? []) keys.destroy(key);
    commands.set(append.commandId, { requestHash: append.requestHash, position: log.length, result: append.result });
    return { outcome: 'appended', position: log.length, recordedAt, result: append.result };
  };

  const store: EventStore = {
    append: async (append) => {
      if (closed) throw new Error('closed');
      return apply(prepareAppend(append));
    },
    readStream: async (streamId, afterVersion = 0, upToVersion) => (streams.get(streamId) ?? []).slice(afterVersion, upToVersion),
    streamsOf: async (category) => [...streams.keys()].filter((stream) => categoryOf(stream) === category).sort(),
    async *readAll({ after = 0, upTo, pageSize = 1_000 } = {}) {
      const end = Math.min(upTo ?? Infinity, log.length);
      for (let from = after; from < end; from += pageSize) yield log.slice(from, Math.min(from + pageSize, end));
    },
    async *readStreams({ upTo, pageSize = 1_000 }) {
      const events = [...streams.values()].flat().filter(({ position }) => position <= upTo);
      for (let from = 0; from < events.length; from += pageSize) yield events.slice(from, from + pageSize);
      if (events.length !== upTo) throw new Error(`the log has ${upTo} positions, and ${events.length} events were read`);
    },
    readPublic: async (after, limit) =>
      log.filter(({ position, publicVersion }) => position > after && publicVersion !== null).slice(0, limit),
    clock: async () => ({ database: instantOf(Date.now()), lastRecorded: log.at(-1)?.recordedAt ?? null }),
    lastPublic: async (upTo) => log.slice(0, upTo).findLast(({ publicVersion }) => publicVersion !== null) ?? null,
    findPublic: async (wanted) =>
      wanted.flatMap(({ streamId, publicVersion }) => streams.get(streamId)?.find((one) => one.publicVersion === publicVersion) ?? []),
    written: async (after, upTo) =>
      Object.fromEntries(log.slice(after, upTo).map(({ streamId, streamVersion }) => [streamId, streamVersion])),
    identity: async () => ({ logId, epochs }),
    appendedHash: (position) => hashOf(log[position - 1]),
    look: async (position) => ({ logId, epochs, head: log.length, hash: position === 0 ? '' : hashOf(log[position - 1]) }),
    entriesAt: async (positions) =>
      log
        .filter(({ position }) => positions.includes(position))
        .map((event) => ({ position: event.position, eventId: event.eventId, hash: hashOf(event) })),
    head: async () => log.length,
    versions: async (streamIds) => streamIds.map(version),
    findEvents: async (eventIds) => log.filter(({ eventId }) => eventIds.includes(eventId)),
    findClaim: async (kind, id) => {
      const holder = claims.get(`${kind}/${id}`);
      return holder ? { streamId: holder.streamId, held: holder.held } : null;
    },
    findCommand: async (commandId) => commands.get(commandId) ?? null,
    findSecret: async (ref) => keys.find(ref),
    personKey: async (fresh) => keys.of(fresh),
    filedUnder: async (subject) => keys.filedUnder(subject),
    faults: async () => [],
    within: () => store, // it never waits
    close: async () => {
      closed = true;
    },
  };
  return store;
};

/** A repeated id is an error of the caller, not a conflict: the tables of PostgreSQL refuse it by a unique key. */
const assertNew = (kind: string, ids: readonly string[], known: { has(id: string): boolean }): void => {
  const twice = ids.find((id, i) => known.has(id) || ids.indexOf(id) !== i);
  if (twice !== undefined) throw new Error(`${kind} ${twice} exists already`);
};
