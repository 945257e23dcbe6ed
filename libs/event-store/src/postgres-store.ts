import { setImmediate as endOfTurn } from 'node:timers/promises';
import type pg from 'pg';
import { APPEND_SQL, appendParameters, outcomeOf, prepareAppend, type OutcomeRow, type PreparedAppend } from './append-batch.js';
import { plainArray, textArray } from './array-parameters.js';
import { batcher } from './batcher.js';
import { assertUndamaged, LogWentBack, logWatch } from './log-watch.js';
import { batchedLookups, type RunPrepared } from './lookups.js';
import type { AppendOutcome, EventStore, LogFault, LogLook, StoredEvent } from './port.js';
import { openClient, openPool } from './session.js';
import { asText, bytes, EVENT_COLUMNS, hex, instantFrom, storedEvent, type EventRow } from './stored-event.js';
import { PATIENCE_MS, retryTransient } from './transient-errors.js';

interface PostgresStoreOptions {
  /** With the role `minglu_casework` to append, or any of the reading roles to read. */
  readonly connection: pg.ClientConfig;
  /** Connections for reads; appends use one more. */
  readonly readers?: number;
  /** Time in milliseconds for which calls wait for a lost server before they reject. */
  readonly patienceMs?: number;
  /** Called once for each fault of the log that a read finds. */
  readonly onFault?: (fault: LogFault) => void;
}

/** Ids that are no UUID belong to no event; PostgreSQL would reject the query. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A plan made while the log is small must not scan it when it is large. */
export const PLANS = '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off';

/** The head, and the hash of the furthest event that this process has seen. */
const HEAD = 'SELECT coalesce(max(position), 0), (SELECT content_hash FROM events WHERE position = $1) FROM events';

const CLOCK = 'SELECT clock_timestamp(), (SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1)';

/** SQLSTATE of `append_events`: the log no longer has the event that the caller has seen. */
const WENT_BACK = 'ML001';
const hasCode = (error: unknown, code: string): boolean => (error as { code?: unknown } | null)?.code === code;

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
const LOOK = `
  SELECT log_id, epoch, after, hash, (SELECT coalesce(max(position), 0) FROM events),
         (SELECT content_hash FROM events WHERE position = $1), (SELECT content_hash FROM events WHERE position = $2)
    FROM log_identity CROSS JOIN epochs ORDER BY epoch`;

type LookRow = [logId: string, epoch: string, after: string, hash: string, head: string, at: string | null, seen: string | null];

/** The event log on PostgreSQL, migrated by {@link eventStoreMigrations}. Connects at the first call. */
export const postgresStore = ({ connection, readers = 8, patienceMs = PATIENCE_MS, onFault }: PostgresStoreOptions): EventStore => {
  const config: pg.ClientConfig = { ...connection, options: [connection.options, PLANS].filter(Boolean).join(' ') };
  const pool = openPool({ ...config, max: readers });
  const writer = pipelined(config);

  const rows: RunPrepared = <R extends (string | null)[]>(name: string, text: string, values: unknown[]) =>
    retryTransient(async () => (await pool.query<R>({ name, text, values, rowMode: 'array', types: asText })).rows, patienceMs);
  const watch = logWatch(onFault ?? (() => undefined));
  /** The one place where a row becomes an event. */
  const eventOf = (row: EventRow | [...EventRow, string]): StoredEvent => watch.verified(storedEvent(row));
  const lookups = batchedLookups(rows, readers, eventOf);
  const appends = batcher<PreparedAppend, AppendOutcome>(
    async (batch) => {
      const seen = watch.furthest();
      const values = appendParameters(batch, seen ?? undefined);
      // A batch whose connection was lost may have been committed: its commands are then answered `repeated`.
      const outcomes = await retryTransient(async () => {
        const client = await writer.client();
        return (await client.query<OutcomeRow>({ name: 'append', text: APPEND_SQL, values, rowMode: 'array', types: asText })).rows;
      }, patienceMs).catch(async (error: unknown) => {
        if (!hasCode(error, WENT_BACK)) throw error;
        await head(); // names the fault
        throw error;
      });
      return outcomes.map((row, i) => {
        const outcome = outcomeOf(row, batch[i]!);
        const hash = batch[i]!.seals.at(-1)?.hash;
        if (outcome.outcome === 'appended' && hash) watch.note({ position: outcome.position, hash });
        return outcome;
      });
    },
    // Two batches: while the server works on one, the callers of the other prepare their next commands.
    { batches: 2, minShare: 32, weight: weightOf },
  );

  let closed: Promise<void> | undefined;
  const head = async () => {
    const known = watch.furthest();
    const [[last, hash]] = (await rows<[string, string | null]>('head', HEAD, [known?.position ?? 0])) as [[string, string | null]];
    watch.compare(known, Number(last), hash === null ? null : bytes(hash));
    return Number(last);
  };
  /** Looks again at the place of a fault. */
  const isMended = async ({ position, kind }: LogFault): Promise<boolean> => {
    if (kind === 'went-back') return false; // `head` withdraws it
    const [row] = await rows<EventRow>('at', `SELECT ${EVENT_COLUMNS} FROM events WHERE position = $1`, [position]);
    return row !== undefined && eventOf(row).damaged !== true;
  };

  const look = async (position: number): Promise<LogLook> => {
    const known = watch.furthest();
    const found = await rows<LookRow>('look', LOOK, [position, known?.position ?? 0]);
    const [logId, , , , end, hash, seen] = found[0]!;
    watch.compare(known, Number(end), seen === null ? null : bytes(seen));
    return {
      logId,
      epochs: found.map(([, epoch, after, at]) => ({ epoch: Number(epoch), after: Number(after), hash: hex(at) })),
      head: Number(end),
      hash: position === 0 ? '' : hash && hex(hash),
    };
  };

  return {
    append: async (append) => appends.add(prepareAppend(append)),
    findEvents: async (eventIds) => {
      const ids = eventIds.filter((one) => UUID.test(one));
      if (ids.length === 0) return [];
      const found = await rows<EventRow>('by-id', `SELECT ${EVENT_COLUMNS} FROM events WHERE event_id = ANY($1::uuid[])`, [ids]);
      const events = found.map(eventOf);
      events.forEach(assertUndamaged);
      return events;
    },
    readStream: (streamId, afterVersion = 0, upToVersion = Infinity) => lookups.stream(streamId, afterVersion, upToVersion),
    async *readAll({ after = 0, upTo, pageSize = 1_000 } = {}) {
      const end = Math.min(upTo ?? Infinity, await head());
      const page = (from: number) =>
        from >= end
          ? undefined
          : rows<EventRow>('page', `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 AND position <= $2 ORDER BY position`, [
              from,
              Math.min(from + pageSize, end),
            ]);
      let next = page(after);
      for (let from = after; next; from += pageSize) {
        const events = (await next).map(eventOf);
        // The server reads the next page while the caller handles this one. That may take the whole turn, so send the request first.
        next = page(from + pageSize);
        next?.catch(() => undefined); // the error is thrown where the page is awaited
        await endOfTurn();
        const missing = firstMissing(events, from, Math.min(from + pageSize, end));
        if (missing !== null) {
          const fault: LogFault = { position: missing, kind: 'missing', reason: `no event has position ${missing}: the log has a gap` };
          watch.report(fault);
          throw new Error(fault.reason);
        }
        yield events;
      }
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
      return Object.fromEntries((await rows<[string, string]>('written', text, [after, upTo])).map(([id, last]) => [id, Number(last)]));
    },
    identity: async () => {
      const { logId, epochs } = await look(0);
      return { logId, epochs };
    },
    look,
    head,
    versions: async (streamIds) => {
      const found = await rows(
        'versions',
        `SELECT (SELECT stream_version FROM events WHERE stream_id = wanted ORDER BY stream_version DESC LIMIT 1) FROM unnest($1::text[]) AS wanted`,
        [textArray(streamIds)],
      );
      return found.map(([version]) => Number(version ?? 0));
    },
    findClaim: (kind, id) => lookups.claim(kind, id),
    findCommand: async (commandId) => {
      const [row] = await rows('command', 'SELECT request_hash, position, result FROM commands WHERE command_id = $1', [commandId]);
      return row ? { requestHash: bytes(row[0]!), position: Number(row[1]), result: row[2]! } : null;
    },
    findSecret: async (ref) => {
      const [row] = await rows('secret', 'SELECT subject, wrapped_key, ciphertext FROM vault WHERE ref = $1', [ref]);
      return row ? { ref, subject: row[0]!, wrappedKey: bytes(row[1]!), ciphertext: bytes(row[2]!) } : null;
    },
    faults: async () => {
      await head().catch((error: unknown) => {
        if (!(error instanceof LogWentBack)) throw error;
      });
      for (const fault of watch.faults().slice(0, FAULTS_LOOKED_AT)) if (await isMended(fault)) watch.mended(fault.position);
      return watch.faults();
    },
    close: () =>
      (closed ??= (async () => {
        await Promise.all([appends.close(), lookups.close()]);
        await Promise.all([writer.end(), pool.end()]);
      })()),
  };
};

/** One connection that accepts a query before the last one is answered. A lost connection is replaced at the next call. */
const pipelined = (config: pg.ClientConfig) => {
  let current: Promise<pg.Client> | undefined;
  const connect = (): Promise<pg.Client> => {
    const connecting = openClient({ ...config, pipeline: true });
    const forget = () => {
      if (current === connecting) current = undefined;
    };
    connecting.then((client) => client.on('error', forget).on('end', forget), forget);
    return connecting;
  };
  return {
    client: () => (current ??= connect()),
    end: async () => (await current?.catch(() => undefined))?.end(),
  };
};

const weightOf = ({ writes, secrets }: PreparedAppend): number => {
  let weight = 0;
  for (const { events } of writes) for (const { payload, metadata } of events) weight += payload.length + metadata.length;
  for (const { ciphertext } of secrets) weight += ciphertext.length;
  return weight;
};

/** The first position of a page that no event has; null if it is complete. A reader must not go on behind a gap. */
const firstMissing = (events: readonly StoredEvent[], after: number, upTo: number): number | null => {
  if (events.length === upTo - after && events.at(-1)?.position === upTo) return null;
  const at = events.findIndex(({ position }, index) => position !== after + index + 1);
  return after + 1 + (at < 0 ? events.length : at);
};
