import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { APPEND_SQL, appendParameters, prepareAppend, type OutcomeRow } from './append-batch.js';
import { openClient } from './session.js';

/** Default time in milliseconds for one probe. */
const LIMIT_MS = 1_500;

/** Settings of the server without which an acknowledged event can be lost or change unnoticed, and the values that are safe. */
export const DURABLE: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on'], // of our session, which asks for it
  wal_level: ['replica', 'logical'],
  data_checksums: ['on'],
};

/** The settings of {@link DURABLE} as they are. */
export type Durability = Readonly<Record<string, string>>;

/** Reads the settings of {@link DURABLE} as the session has them. */
export const durabilityOf = async (client: Pick<pg.ClientBase | pg.Pool, 'query'>): Promise<Durability> => {
  const { rows } = await client.query<{ settings: Durability }>(
    'SELECT json_object_agg(name, current_setting(name)) AS settings FROM unnest($1::text[]) AS name',
    [Object.keys(DURABLE)],
  );
  return rows[0]!.settings;
};

/** A page of the table that is inserted and rolled back: a full disk has no room for one more. */
const PAGE = 'INSERT INTO append_probe (filler) SELECT string_agg(md5(n::text), $$$$) FROM generate_series(1, 220) n';

/**
 * Appends an event to the log on a connection of its own and rolls it back. Resolves to the durability of the database. Rejects with the
 * cause if that fails or takes too long.
 *
 * @param connection with the rights of `minglu_casework`
 */
export const appendProbe = (connection: pg.ClientConfig, limitMs = LIMIT_MS): Promise<Durability> =>
  rolledBack(connection, limitMs, async (client) => {
    const stream = `probe/${randomUUID()}`;
    const batch = [prepareAppend(anAppend(stream))];
    const { rows } = await client.query<OutcomeRow>({ text: APPEND_SQL, values: appendParameters(batch), rowMode: 'array' });
    if (rows[0]?.[1] !== 'appended') throw new Error(`the append of the probe was answered ${String(rows[0]?.[1])}`);
    await client.query('SELECT position FROM events WHERE stream_id = $1', [stream]);
    await client.query(PAGE);
  });

/** The same with a statement in place of the append. */
export const statementProbe = (connection: pg.ClientConfig, sql: string, limitMs = LIMIT_MS): Promise<Durability> =>
  rolledBack(connection, limitMs, async (client) => void (await client.query(sql)));

const rolledBack = async (
  connection: pg.ClientConfig,
  limitMs: number,
  work: (client: pg.Client) => Promise<void>,
): Promise<Durability> => {
  const client = await openClient({ ...connection, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
  try {
    await client.query(`BEGIN; SET LOCAL statement_timeout = ${limitMs}; SET LOCAL lock_timeout = ${Math.ceil(limitMs / 2)}`);
    await work(client);
    const durability = await durabilityOf(client);
    await client.query('ROLLBACK');
    return durability;
  } finally {
    // After a failure the end of the connection rolls the work back. The server may never answer, so the end is not waited for.
    client.end().catch(() => undefined);
  }
};

const anAppend = (streamId: string): Parameters<typeof prepareAppend>[0] => ({
  commandId: streamId,
  requestHash: new Uint8Array(32),
  at: '2000-01-01T00:00:00.000Z',
  writes: [
    {
      streamId,
      expectedVersion: 0,
      events: [{ eventId: randomUUID(), type: 'Probe', schemaVersion: 1, payload: '{}', metadata: '{}', classification: 'RESTRICTED' }],
    },
  ],
  checks: [],
  claims: [],
  releases: [],
  secrets: [],
  result: '{}',
});
