import { setImmediate as endOfTurn } from 'node:timers/promises';
import type pg from 'pg';
import { groupedAppends } from './appends.js';
import { plainArray, textArray } from './array-parameters.js';
import { batcher } from './batcher.js';
import { assertUndamaged, LogWentBack, logWatch, type SeenEvent } from './log-watch.js';
import { batchedLookups, type RunPrepared } from './lookups.js';
import type { EventStore, LogFault, LogLook, StoredEvent } from './port.js';
import { OPENABLE_ROWS } from './openable-rows.js';
import { readPage, readStreamPage, type HashedEvent, type InStream } from './page.js';
import { openPool } from './session.js';
import { asText, bytes, EVENT_COLUMNS, hex, instantFrom, storedEvent, type EventRow } from './stored-event.js';
import { withConnection } from './transaction.js';
import { PATIENCE_MS, retryTransient } from './transient-errors.js';
import { until } from './until.js';

interface PostgresStoreOptions {
  /** With the role `minglu_casework` to append, or any of the reading roles to read. */
  readonly connection: pg.ClientConfig;
  /** Connections for reads; appends use one more. */
  readonly readers?: number;
  /** Time in milliseconds for which calls wait for a lost server before they reject. */
  readonly patienceMs?: number;
  /** Time in milliseconds for one attempt at a small query or an append. Its connection is then taken for lost. */
  readonly attemptMs?: number;
  /** Called once for each fault of the log that a read finds. */
  readonly onFault?: (fault: LogFault) => void;
}

/** Ids that are no UUID belong to no event; PostgreSQL would reject the query. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A plan made while the log is small must not scan it when it is large. */
export const PLANS = '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off';

/** The head, and the hash of the furthest event that this process has seen. */
const HEAD = 'SELECT coalesce(max(position), 0), (SELECT content_hash FROM events WHERE position = $1) FROM events';

const SECRET = `SELECT subject, wrapped_key, ciphertext, person_key, stream_id FROM ${OPENABLE_ROWS} WHERE ref = $1`;

/** Key, row and stream: of each row that the living key of a subject opens, and of a key without rows. */
const FILED_UNDER = `SELECT own.key, found.ref, found.stream_id
  FROM (SELECT id AS key FROM vault_keys WHERE subject = $1 AND wrapped_key IS NOT NULL UNION ALL SELECT $1) AS own
  LEFT JOIN LATERAL readable_secrets(own.key) AS found ON true WHERE own.key <> $1 OR found.ref IS NOT NULL`;

const CLOCK = 'SELECT clock_timestamp(), (SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1)';

/** SQLSTATE of `append_events`: the log no longer has the event that the caller has seen. */
const WENT_BACK = 'ML001';
const hasCode = (error: unknown, code: string): boolean => (error as { code?: unknown } | null)?.code === code;

/** A server that needs longer for a small query is taken for silent. */
const ATTEMPT_MS = 1_500;

/** The last events of so many commands of this process: more than are answered at a time. */
const APPENDED_KEPT = 4_096;

/** A check of health looks at so many faults again. */
const FAULTS_LOOKED_AT = 20;

export const PUBLIC_PAGE = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 AND public_version IS NOT NULL ORDER BY position LIMIT $2`;

const LAST_PUBLIC = `SELECT ${EVENT_COLUMNS} FROM events WHERE position <= $1 AND public_version IS NOT NULL ORDER BY position DESC LIMIT 1`;
const FIND_PUBLIC = `
  SELECT ${EVENT_COLUMNS.split(', ')
    .map((column) => `event.${column}`)
    .join(', ')}
    FROM unnest($1::text[], $2::int[]) AS wanted(stream, version),
         LATERAL (SELECT * FROM events WHERE stream_id = wanted.stream AND public_version = wanted.version LIMIT 1) AS event`;
/** The hashes at several positions, with commas between them; empty where no event is. */
const LOOK = `
  SELECT log_id, epoch, after, hash, (SELECT coalesce(max(position), 0) FROM events),
         (SELECT string_agg(coalesce((SELECT encode(content_hash, 'hex') FROM events WHERE position = wanted.at), ''), ',' ORDER BY wanted.ordinal)
            FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted(at, ordinal)),
         (SELECT content_hash FROM events WHERE position = $2)
    FROM log_identity CROSS JOIN epochs ORDER BY epoch`;

type LookRow = [logId: string, epoch: string, after: string, hash: string, head: string, at: string, seen: string | null];

/** A statement that reads a long part of the log. It has the time that the pool gives, as the pages have. */
const WRITTEN = 'written';

/** The event log on PostgreSQL, migrated by {@link eventStoreMigrations}. Connects at the first call. */
export const postgresStore = ({
  connection,
  readers = 8,
  patienceMs = PATIENCE_MS,
  attemptMs = ATTEMPT_MS,
  onFault,
}: PostgresStoreOptions): EventStore => {
  const options = [connection.options, PLANS].filter(Boolean).join(' ');
  const config: pg.ClientConfig = { connectionTimeoutMillis: attemptMs, ...connection, options };
  const pool = openPool({ ...config, max: readers });
  const run: RunPrepared = <R extends (string | null)[]>(name: string, text: string, values: unknown[], signal?: AbortSignal) => {
    const query = {
      name,
      text,
      values,
      rowMode: 'array',
      types: asText,
      ...(name === WRITTEN ? {} : { query_timeout: attemptMs }),
    } as const;
    return retryTransient(async () => (await pool.query<R>(query)).rows, patienceMs, signal);
  };
  const watch = logWatch(onFault ?? (() => undefined));
  /** Where a row becomes an event; those of pages come with their hash. */
  const eventOf = (row: EventRow | [...EventRow, string]): StoredEvent => watch.verified(storedEvent(row));
  const lookups = batchedLookups(run, readers, eventOf);
  const looks = batcher<number, LogLook>(
    async (positions, signal) => {
      const known = watch.furthest();
      const found = await run<LookRow>('look', LOOK, [plainArray(positions), known?.position ?? 0], signal);
      const [logId, , , , end, hashes, seen] = found[0]!;
      watch.compare(known, Number(end), seen === null ? null : bytes(seen));
      const epochs = found.map(([, epoch, after, at]) => ({ epoch: Number(epoch), after: Number(after), hash: hex(at) }));
      const at = hashes.split(',');
      return positions.map((position, index) => ({ logId, epochs, head: Number(end), hash: position === 0 ? '' : at[index] || null }));
    },
    { batches: 2 },
  );
  const appended = new Map<number, Uint8Array>();
  const onAppended = (event: SeenEvent): void => {
    watch.note(event);
    appended.set(event.position, event.hash);
    for (const oldest of appended.keys()) {
      if (appended.size <= APPENDED_KEPT) break;
      appended.delete(oldest);
    }
  };
  const appends = groupedAppends({ config, patienceMs, attemptMs, seen: watch.furthest, onAppended });

  let closed: Promise<void> | undefined;
  const close = () =>
    (closed ??= (async () => {
      await Promise.all([appends.close(), lookups.close(), looks.close()]);
      await pool.end();
    })());

  const storeFor = (signal?: AbortSignal): EventStore => {
    const rows: RunPrepared = (name, text, values) => until(signal, run(name, text, values, signal));
    const page = (read: (client: pg.ClientBase) => Promise<readonly HashedEvent[]>) =>
      until(
        signal,
        retryTransient(() => withConnection(pool, (client, discard) => pageOn(client, discard, read)), patienceMs, signal),
      );
    const eventsOf = (hashed: readonly HashedEvent[]): StoredEvent[] => hashed.map(({ event, hash }) => watch.verified(event, hash));
    const gapAt = (position: number): Error => {
      const fault: LogFault = { position, kind: 'missing', reason: `no event has position ${position}: the log has a gap` };
      watch.report(fault);
      return new Error(fault.reason);
    };
    const readAll: EventStore['readAll'] = async function* ({ after = 0, upTo, pageSize = 1_000 } = {}) {
      const end = Math.min(upTo ?? Infinity, await head());
      const pageAfter = (from: number) =>
        from >= end ? undefined : page((client) => readPage(client, from, Math.min(from + pageSize, end)));
      let next = pageAfter(after);
      for (let from = after; next; from += pageSize) {
        const events = eventsOf(await next);
        // The server reads the next page while the caller handles this one. That may take the whole turn, so send the request first.
        next = pageAfter(from + pageSize);
        next?.catch(() => undefined); // the error is thrown where the page is awaited
        await endOfTurn();
        const missing = firstMissing(events, from, Math.min(from + pageSize, end));
        if (missing !== null) throw gapAt(missing);
        yield events;
      }
    };
    const head = async () => {
      const known = watch.furthest();
      const [[last, hash]] = (await rows<[string, string | null]>('head', HEAD, [known?.position ?? 0])) as [[string, string | null]];
      watch.compare(known, Number(last), hash === null ? null : bytes(hash));
      return Number(last);
    };
    const look = (position: number): Promise<LogLook> => looks.add(position, signal);
    /** Looks again at the place of a fault. */
    const isMended = async ({ position, kind }: LogFault): Promise<boolean> => {
      if (kind === 'went-back') return false; // `head` withdraws it
      const [row] = await rows<EventRow>('at', `SELECT ${EVENT_COLUMNS} FROM events WHERE position = $1`, [position]);
      return row !== undefined && eventOf(row).damaged !== true;
    };

    return {
      append: (append) =>
        appends.append(append, signal).catch(async (error: unknown) => {
          if (hasCode(error, WENT_BACK)) await head(); // names the fault
          throw error;
        }),
      findEvents: async (eventIds) => {
        const ids = eventIds.filter((one) => UUID.test(one));
        if (ids.length === 0) return [];
        const found = await rows<EventRow>('by-id', `SELECT ${EVENT_COLUMNS} FROM events WHERE event_id = ANY($1::uuid[])`, [ids]);
        const events = found.map(eventOf);
        events.forEach(assertUndamaged);
        return events;
      },
      readStream: (streamId, afterVersion = 0, upToVersion = Infinity) => lookups.stream(streamId, afterVersion, upToVersion, signal),
      streamsOf: async (category) => {
        // Ids of a category lie between its name with `/` and with `0`, the character that follows.
        const found = await rows<[string]>(
          'streams-of',
          'SELECT stream_id FROM events WHERE stream_id > $1 AND stream_id < $2 AND stream_version = 1 ORDER BY stream_id',
          [`${category}/`, `${category}0`],
        );
        return found.map(([streamId]) => streamId);
      },
      readAll,
      async *readStreams({ upTo, pageSize = 1_000 }) {
        const pageAfter = (last: InStream) => page((client) => readStreamPage(client, last, upTo, pageSize));
        let count = 0;
        let next = pageAfter({ streamId: '', streamVersion: 0 });
        for (;;) {
          const events = eventsOf(await next);
          const last = events.at(-1);
          if (!last) break;
          count += events.length;
          next = pageAfter(last);
          next.catch(() => undefined); // the error is thrown where the page is awaited
          await endOfTurn();
          yield events;
        }
        // Positions are dense, so the number tells whether one is missing. The reader by position says which.
        if (count !== upTo) for await (const _ of readAll({ upTo }));
        if (count !== upTo) throw new Error(`the log has ${upTo} positions, and ${count} events were read`);
      },
      readPublic: async (after, limit) => (await rows<EventRow>('public', PUBLIC_PAGE, [after, limit])).map(eventOf),
      clock: async () => {
        const [[now, last]] = (await rows<[string, string | null]>('clock', CLOCK, [])) as [[string, string | null]];
        return { database: instantFrom(now), lastRecorded: last === null ? null : instantFrom(last) };
      },
      lastPublic: async (upTo) => (await rows<EventRow>('last-public', LAST_PUBLIC, [upTo])).map(eventOf)[0] ?? null,
      findPublic: async (wanted) => {
        if (wanted.length === 0) return [];
        const [streams, versions] = [wanted.map(({ streamId }) => streamId), wanted.map(({ publicVersion }) => publicVersion)];
        return (await rows<EventRow>('find-public', FIND_PUBLIC, [textArray(streams), plainArray(versions)])).map(eventOf);
      },
      written: async (after, upTo) => {
        const text = 'SELECT stream_id, max(stream_version) FROM events WHERE position > $1 AND position <= $2 GROUP BY stream_id';
        return Object.fromEntries((await rows<[string, string]>(WRITTEN, text, [after, upTo])).map(([id, last]) => [id, Number(last)]));
      },
      identity: async () => {
        const { logId, epochs } = await look(0);
        return { logId, epochs };
      },
      appendedHash: (position) => {
        const hash = appended.get(position);
        return hash === undefined ? null : Buffer.from(hash).toString('hex');
      },
      look,
      entriesAt: async (positions) => {
        const text = 'SELECT position, event_id, content_hash FROM events WHERE position = ANY($1::bigint[])';
        const found = await rows<[string, string, string]>('entries', text, [plainArray(positions)]);
        return found.map(([position, eventId, hash]) => ({ position: Number(position), eventId, hash: hex(hash) }));
      },
      head,
      versions: async (streamIds) => {
        const found = await rows(
          'versions',
          `SELECT (SELECT stream_version FROM events WHERE stream_id = wanted ORDER BY stream_version DESC LIMIT 1) FROM unnest($1::text[]) AS wanted`,
          [textArray(streamIds)],
        );
        return found.map(([version]) => Number(version ?? 0));
      },
      findClaim: (kind, id) => lookups.claim(kind, id, signal),
      findCommand: async (commandId) => {
        const [row] = await rows('command', 'SELECT request_hash, position, result FROM commands WHERE command_id = $1', [commandId]);
        return row ? { requestHash: bytes(row[0]!), position: Number(row[1]), result: row[2]! } : null;
      },
      findSecret: async (ref) => {
        const [row] = await rows('secret', SECRET, [ref]);
        if (!row) return null;
        const [subject, key, text, personKey, streamId] = row;
        const more = { ...(personKey ? { personKey } : {}), ...(streamId ? { streamId } : {}) };
        return { ref, subject: subject!, wrappedKey: bytes(key!), ciphertext: bytes(text!), ...more };
      },
      personKey: async ({ subject, id, wrappedKey }) => {
        const [row] = await rows<[string, string]>('person-key', 'SELECT id, wrapped_key FROM person_key($1, $2, $3)', [
          subject,
          id,
          Buffer.from(wrappedKey),
        ]);
        return { subject, id: row![0], wrappedKey: bytes(row![1]) };
      },
      filedUnder: async (subject) => {
        const found = await rows<[string, string | null, string | null]>('filed-under', FILED_UNDER, [subject]);
        if (found.length === 0) return null;
        const texts = found.filter(([, ref]) => ref !== null).length;
        return { key: found[0]![0], texts, streams: [...new Set(found.flatMap(([, , stream]) => stream ?? []))] };
      },
      faults: async () => {
        await head().catch((error: unknown) => {
          if (!(error instanceof LogWentBack)) throw error;
        });
        for (const fault of watch.faults().slice(0, FAULTS_LOOKED_AT)) if (await isMended(fault)) watch.mended(fault.position);
        return watch.faults();
      },
      within: storeFor,
      close,
    };
  };
  return storeFor();
};

/** A connection that gave no whole page may be silent, so it is given up. */
const pageOn = <T>(client: pg.ClientBase, discard: (cause: Error) => void, read: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
  read(client).catch((error: unknown) => {
    discard(error as Error);
    throw error;
  });

/** The first position of a page that no event has; null if it is complete. A reader must not go on behind a gap. */
const firstMissing = (events: readonly StoredEvent[], after: number, upTo: number): number | null => {
  if (events.length === upTo - after && events.at(-1)?.position === upTo) return null;
  const at = events.findIndex(({ position }, index) => position !== after + index + 1);
  return after + 1 + (at < 0 ? events.length : at);
};
