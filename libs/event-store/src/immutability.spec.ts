import type { PoolClient } from 'pg';
import { APPEND_SQL, appendParameters, prepareAppend } from './append-batch.js';
import { postgresStore } from './postgres-store.js';
import { event, appendOf, write } from './testing/appends.test.js';
import { describeOnPostgres, migratedDatabase, type Database } from './testing/database.test.js';

const READERS = ['minglu_audit', 'minglu_procedure', 'minglu_publisher'];
const ROLES = [...READERS, 'minglu_casework', 'minglu_query'];

const CHANGES = {
  UPDATE: `UPDATE events SET payload = '{}'`,
  'UPDATE of no row': 'UPDATE events SET position = position WHERE false',
  DELETE: 'DELETE FROM events',
  TRUNCATE: 'TRUNCATE events',
  'INSERT that updates': `INSERT INTO events SELECT * FROM events ON CONFLICT (position) DO UPDATE SET payload = '{}'`,
  'MERGE that deletes': 'MERGE INTO events e USING (SELECT 1::bigint AS p) s ON e.position = s.p WHEN MATCHED THEN DELETE',
};
const INSERT = `INSERT INTO events SELECT position + 1, gen_random_uuid(), 'forged', 1, NULL, type, schema_version, payload, metadata, salt, content_hash, recorded_at FROM events`;

describeOnPostgres('the log in the database', () => {
  let database: Database;
  beforeAll(async () => {
    database = await migratedDatabase();
    const store = postgresStore({ connection: database.connection });
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [event({ kept: true })] }] }));
    await store.close();
  });
  afterAll(() => database.drop());

  /** Runs one statement as a role, and rolls it back. */
  const as = async (role: string, sql: string, values?: unknown[], before?: string): Promise<unknown[]> => {
    const client: PoolClient = await database.pool.connect();
    try {
      await client.query('BEGIN');
      if (before) await client.query(before);
      if (role !== 'the owner') await client.query(`SET LOCAL ROLE ${role}`);
      return (await client.query(sql, values as never)).rows;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  };

  describe.each(['the owner', ...ROLES])('as %s', (role) => {
    it.each(Object.entries(CHANGES))('refuses %s', async (_, sql) => {
      await expect(as(role, sql)).rejects.toMatchObject({ code: '42501' });
    });
  });

  it.each(Object.entries(CHANGES))('refuses %s to the owner in the session role replica', async (_, sql) => {
    await expect(as('the owner', sql, [], 'SET LOCAL session_replication_role = replica')).rejects.toThrow('the event log is immutable');
  });

  it.each(ROLES)('refuses %s an INSERT that bypasses the function', async (role) => {
    await expect(as(role, INSERT)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(ROLES)('refuses %s to change its definition', async (role) => {
    for (const sql of [
      'ALTER TABLE events DISABLE TRIGGER immutable',
      'DROP TRIGGER immutable ON events',
      'DROP TABLE events',
      'ALTER TABLE events ADD COLUMN more int',
    ])
      await expect(as(role, sql)).rejects.toMatchObject({ code: '42501' });
  });

  const appending = () => appendParameters([prepareAppend(write('dossier/b', 0))]);
  it('is appended to by casework', async () => {
    expect(await as('minglu_casework', APPEND_SQL, appending())).toMatchObject([{ outcome: 'appended', at_position: '2' }]);
  });
  it.each([...READERS, 'minglu_query'])('is not appended to by %s', async (role) => {
    await expect(as(role, APPEND_SQL, appending())).rejects.toMatchObject({ code: '42501' });
  });
  it('is appended to under READ COMMITTED only', async () => {
    for (const level of ['REPEATABLE READ', 'SERIALIZABLE'])
      await expect(as('the owner', APPEND_SQL, appending(), `SET TRANSACTION ISOLATION LEVEL ${level}`)).rejects.toThrow(
        'needs READ COMMITTED',
      );
  });

  it.each([...READERS, 'minglu_casework'])('is read by %s', async (role) => {
    expect(await as(role, 'SELECT position FROM events')).toHaveLength(1);
  });
  it('has no content and no other table that the query service can read', async () => {
    for (const what of ['payload FROM events', 'FROM claims', 'FROM commands', 'FROM vault', 'FROM checkpoints', 'FROM key_checks'])
      await expect(as('minglu_query', `SELECT ${what}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('shows the query service the places of events, and the streams that a command wrote', async () => {
    const store = postgresStore({ connection: { ...database.connection, options: '-c role=minglu_query' } });
    try {
      expect(await store.look(1)).toMatchObject({
        head: expect.any(Number) as number,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      });
      expect(await store.written(0, 1)).toEqual({ 'dossier/a': 1 });
    } finally {
      await store.close();
    }
  });

  it.each(ROLES)('lets %s take no lock that stops appends', async (role) => {
    for (const sql of [
      'LOCK TABLE append_lock IN ACCESS SHARE MODE',
      'LOCK TABLE events IN ROW EXCLUSIVE MODE',
      'SELECT FROM events FOR SHARE',
    ])
      await expect(as(role, sql)).rejects.toMatchObject({ code: '42501' });
  });
  it('is appended to while a session holds the advisory lock of earlier versions', async () => {
    const holder = await database.pool.connect();
    try {
      await holder.query('SELECT pg_advisory_lock(7021001)');
      expect(await as('minglu_casework', APPEND_SQL, appending())).toMatchObject([{ outcome: 'appended' }]);
    } finally {
      holder.release(true);
    }
  });

  it.each(['the owner', 'minglu_casework'])('refuses %s to replace the proof of a key', async (role) => {
    const proof = `INSERT INTO key_checks VALUES ('vault', 'a', 'b')`;
    await as(role, proof);
    for (const sql of [`${proof} ON CONFLICT (purpose) DO UPDATE SET key_id = 'c'`, 'DELETE FROM key_checks', 'TRUNCATE key_checks'])
      await expect(as(role, sql)).rejects.toMatchObject({ code: '42501' });
  });
  it.each([...READERS, 'minglu_query'])('shows %s no proof of a key', async (role) => {
    await expect(as(role, 'SELECT FROM key_checks')).rejects.toMatchObject({ code: '42501' });
  });
  it('runs every function with the rights of its owner with a fixed search path, and never for PUBLIC', async () => {
    const { rows } = await database.pool.query<{ name: string; open: boolean; config: string[] | null }>(
      `SELECT proname AS name, proconfig AS config, EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0) AS open
         FROM pg_proc WHERE prosecdef AND pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`,
    );
    expect(rows.map(({ name }) => name)).toContain('append_events');
    for (const { open, config } of rows)
      expect([open, config]).toEqual([false, expect.arrayContaining([expect.stringMatching(/^search_path=.*pg_temp$/)])]);
  });

  it.each(READERS)('lets %s store its checkpoint and read no secret', async (role) => {
    await as(role, `INSERT INTO checkpoints VALUES ('x', 1) ON CONFLICT (name) DO UPDATE SET position = 1`);
    await expect(as(role, 'SELECT FROM vault')).rejects.toMatchObject({ code: '42501' });
  });
  it.each(['claims', 'commands', 'vault'])('lets casework read %s and change it only by appending', async (name) => {
    await as('minglu_casework', `SELECT FROM ${name}`);
    await expect(as('minglu_casework', `DELETE FROM ${name}`)).rejects.toMatchObject({ code: '42501' });
    await expect(as('minglu_casework', `INSERT INTO ${name} DEFAULT VALUES`)).rejects.toMatchObject({ code: '42501' });
  });
});
