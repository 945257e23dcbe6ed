import { setImmediate as endOfTurn } from 'node:timers/promises';
import type pg from 'pg';
import { APPEND_SQL, appendParameters, outcomeOf, prepareAppend, type OutcomeRow, type PreparedAppend } from './append-batch.js';
import { textArray } from './array-parameters.js';
import { batcher } from './batcher.js';
import { openClient, openPool } from './connection.js';
import { batchedLookups, type RunPrepared } from './lookups.js';
import type { AppendOutcome, EventStore, StoredEvent } from './port.js';
import { asText, bytes, EVENT_COLUMNS, storedEvent, type EventRow } from './stored-event.js';
import { PATIENCE_MS, retryTransient } from './transient-errors.js';

interface PostgresStoreOptions {
  readonly connection: pg.ClientConfig;
  /** `minglu_casework` to append, or any of the reading roles to read; by default the login itself. */
  readonly role?: string | undefined;
  /** Connections for reads; appends use one more. */
  readonly readers?: number;
  /** Time in milliseconds for which calls wait for a lost server before they reject. */
  readonly patienceMs?: number;
}

/** Ids that are no UUID belong to no event; PostgreSQL would reject the query. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A plan made while the log is small must not scan it when it is large. */
export const PLANNER = { enable_seqscan: 'off', enable_bitmapscan: 'off', jit: 'off' };

export const PUBLIC_PAGE = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 AND public_version IS NOT NULL ORDER BY position LIMIT $2`;

/** The event log on PostgreSQL, migrated by {@link eventStoreMigrations}. Connects at the first call. */
export const postgresStore = ({ connection, role, readers = 8, patienceMs = PATIENCE_MS }: PostgresStoreOptions): EventStore => {
  const session = { role, planner: PLANNER };
  const pool = openPool({ ...connection, max: readers }, session);
  const writer = pipelined((onLost) => openClient({ ...connection, pipeline: true }, session, onLost));

  const rows: RunPrepared = <R extends (string | null)[]>(name: string, text: string, values: unknown[]) =>
    retryTransient(async () => (await pool.query<R>({ name, text, values, rowMode: 'array', types: asText })).rows, patienceMs);
  const lookups = batchedLookups(rows, readers);
  const appends = batcher<PreparedAppend, AppendOutcome>(
    async (batch) => {
      const values = appendParameters(batch);
      // A batch whose connection was lost may have been committed: its commands are then answered `repeated`.
      const outcomes = await retryTransient(async () => {
        const client = await writer.client();
        return (await client.query<OutcomeRow>({ name: 'append', text: APPEND_SQL, values, rowMode: 'array', types: asText })).rows;
      }, patienceMs);
      return outcomes.map((row, i) => outcomeOf(row, batch[i]!));
    },
    // Two batches: while the server works on one, the callers of the other prepare their next commands.
    { batches: 2, minShare: 32, weight: weightOf },
  );

  let closed: Promise<void> | undefined;
  const head = async () => Number((await rows('head', 'SELECT coalesce(max(position), 0) FROM events', []))[0]![0]);

  return {
    append: async (append) => appends.add(prepareAppend(append)),
    findEvents: async (eventIds) => {
      const ids = eventIds.filter((one) => UUID.test(one));
      return ids.length === 0
        ? []
        : (await rows<EventRow>('by-id', `SELECT ${EVENT_COLUMNS} FROM events WHERE event_id = ANY($1::uuid[])`, [ids])).map(storedEvent);
    },
    readStream: (streamId, afterVersion = 0) => lookups.stream(streamId, afterVersion),
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
        const events = (await next).map(storedEvent);
        // The server reads the next page while the caller handles this one. That may take the whole turn, so send the request first.
        next = page(from + pageSize);
        next?.catch(() => undefined); // the error is thrown where the page is awaited
        await endOfTurn();
        assertDense(events, from, Math.min(from + pageSize, end));
        yield events;
      }
    },
    readPublic: async (after, limit) => (await rows<EventRow>('public', PUBLIC_PAGE, [after, limit])).map(storedEvent),
    identity: async () => {
      const found = await rows<[string, string, string, string]>(
        'identity',
        'SELECT log_id, epoch, after, hash FROM log_identity CROSS JOIN epochs ORDER BY epoch',
        [],
      );
      return {
        logId: found[0]![0],
        epochs: found.map(([, epoch, after, hash]) => ({ epoch: Number(epoch), after: Number(after), hash: bytes(hash).toString('hex') })),
      };
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
    findClaim: (kind, id) => lookups.claim(kind, id),
    findCommand: async (commandId) => {
      const [row] = await rows('command', 'SELECT request_hash, position, result FROM commands WHERE command_id = $1', [commandId]);
      return row ? { requestHash: bytes(row[0]!), position: Number(row[1]), result: row[2]! } : null;
    },
    findSecret: async (ref) => {
      const [row] = await rows('secret', 'SELECT subject, wrapped_key, ciphertext FROM vault WHERE ref = $1', [ref]);
      return row ? { ref, subject: row[0]!, wrappedKey: bytes(row[1]!), ciphertext: bytes(row[2]!) } : null;
    },
    close: () =>
      (closed ??= (async () => {
        await Promise.all([appends.close(), lookups.close()]);
        await Promise.all([writer.end(), pool.end()]);
      })()),
  };
};

/** One connection that accepts a query before the last one is answered. A lost connection is replaced at the next call. */
const pipelined = (open: (onLost: () => void) => Promise<pg.Client>) => {
  let current: Promise<pg.Client> | undefined;
  const connect = (): Promise<pg.Client> => {
    const forget = () => {
      if (current === connecting) current = undefined;
    };
    const connecting = open(forget);
    connecting.catch(forget);
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

/** Throws if a position is missing: a reader must not go on behind a gap. */
const assertDense = (events: readonly StoredEvent[], after: number, upTo: number): void => {
  if (events.length !== upTo - after || events.at(-1)?.position !== upTo) throw new Error(`the log has a gap between ${after} and ${upTo}`);
};
