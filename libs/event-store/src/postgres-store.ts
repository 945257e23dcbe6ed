import { setImmediate as endOfTurn } from 'node:timers/promises';
import pg from 'pg';
import { APPEND, outcomeOf, parameters, prepare, type OutcomeRow, type Prepared } from './batch.js';
import { gather } from './gathering.js';
import { lookUps, type Rows } from './looking-up.js';
import { despiteLosses, PATIENCE_MS } from './lost-connection.js';
import { textArray } from './parameters.js';
import type { AppendOutcome, EventStore, StoredEvent } from './port.js';
import { asText, bytes, EVENT_COLUMNS, storedEvent, type EventRow } from './stored-event.js';

export interface PostgresStoreOptions {
  /** Where, and as whom: `minglu_casework` to append, any of the reading roles to read. */
  readonly connection: pg.ClientConfig;
  /** Connections for reading; appending has one of its own. */
  readonly readers?: number;
  /** How long a lost server is waited for before callers hear of it. */
  readonly patienceMs?: number;
}

/** What is not a UUID is no event's id, and PostgreSQL would refuse it as an error. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** UTC spares the parsing of offsets. The rest: a plan made while the log is small must not scan it when it is large. */
export const SESSION = '-c TimeZone=UTC -c enable_seqscan=off -c enable_bitmapscan=off -c jit=off';

export const PUBLIC_PAGE = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 AND public_version IS NOT NULL ORDER BY position LIMIT $2`;

/** The event log on PostgreSQL, migrated by {@link eventStoreMigrations}. Connects when it is first used. */
export const postgresStore = ({ connection, readers = 8, patienceMs = PATIENCE_MS }: PostgresStoreOptions): EventStore => {
  const options = [connection.options, SESSION].filter(Boolean).join(' ');
  const config: pg.ClientConfig = { connectionTimeoutMillis: 10_000, keepAlive: true, ...connection, options };
  const pool = new pg.Pool({ ...config, max: readers });
  pool.on('error', () => undefined); // an idle connection that broke is gone from the pool; whoever needs one gets another
  const writer = pipelined(config);

  const rows: Rows = <R extends (string | null)[]>(name: string, text: string, values: unknown[]) =>
    despiteLosses(async () => (await pool.query<R>({ name, text, values, rowMode: 'array', types: asText })).rows, patienceMs);
  const looking = lookUps(rows, readers);
  const appending = gather<Prepared, AppendOutcome>(
    async (batch) => {
      const values = parameters(batch);
      // after a loss the batch may have been committed all the same: its commands are then answered as repeated
      const outcomes = await despiteLosses(async () => {
        const client = await writer.client();
        return (await client.query<OutcomeRow>({ name: 'append', text: APPEND, values, rowMode: 'array', types: asText })).rows;
      }, patienceMs);
      return outcomes.map((row, i) => outcomeOf(row, batch[i]!));
      // two at once: while the server works on one batch the callers of the last make the next
    },
    { batches: 2, worthSharing: 32, weight: weightOf },
  );

  let closed: Promise<void> | undefined;
  const head = async () => Number((await rows('head', 'SELECT coalesce(max(position), 0) FROM events', []))[0]![0]);

  return {
    append: async (append) => appending.add(prepare(append)),
    findEvents: async (eventIds) => {
      const ids = eventIds.filter((one) => UUID.test(one));
      return ids.length === 0
        ? []
        : (await rows<EventRow>('by-id', `SELECT ${EVENT_COLUMNS} FROM events WHERE event_id = ANY($1::uuid[])`, [ids])).map(storedEvent);
    },
    readStream: (streamId, afterVersion = 0) => looking.stream(streamId, afterVersion),
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
        // the server reads the next page while this one is used, which may take the whole turn: so the request leaves first
        next = page(from + pageSize);
        next?.catch(() => undefined); // whoever asks for the page hears of it
        await endOfTurn();
        assertDense(events, from, Math.min(from + pageSize, end));
        yield events;
      }
    },
    readPublic: async (after, limit) => (await rows<EventRow>('public', PUBLIC_PAGE, [after, limit])).map(storedEvent),
    head,
    versions: async (streamIds) => {
      const found = await rows(
        'versions',
        `SELECT (SELECT stream_version FROM events WHERE stream_id = wanted ORDER BY stream_version DESC LIMIT 1) FROM unnest($1::text[]) AS wanted`,
        [textArray(streamIds)],
      );
      return found.map(([version]) => Number(version ?? 0));
    },
    findClaim: (kind, id) => looking.claim(kind, id),
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
        await Promise.all([appending.close(), looking.close()]);
        await Promise.all([writer.end(), pool.end()]);
      })()),
  };
};

/** One connection that takes a query before the last is answered, and is made anew when it was lost. */
const pipelined = (config: pg.ClientConfig) => {
  let current: Promise<pg.Client> | undefined;
  const connect = (): Promise<pg.Client> => {
    const client = new pg.Client({ ...config, pipeline: true });
    const connecting = client.connect().then(() => client);
    const forget = () => {
      if (current === connecting) current = undefined;
    };
    client.on('error', forget).on('end', forget);
    connecting.catch(forget);
    return connecting;
  };
  return {
    client: () => (current ??= connect()),
    end: async () => (await current?.catch(() => undefined))?.end(),
  };
};

const weightOf = ({ writes, secrets }: Prepared): number => {
  let weight = 0;
  for (const { events } of writes) for (const { payload, metadata } of events) weight += payload.length + metadata.length;
  for (const { ciphertext } of secrets) weight += ciphertext.length;
  return weight;
};

/** A gap would mean that something is missing: nobody may go on from there. */
const assertDense = (events: readonly StoredEvent[], after: number, upTo: number): void => {
  if (events.length !== upTo - after || events.at(-1)?.position !== upTo) throw new Error(`the log has a gap between ${after} and ${upTo}`);
};
