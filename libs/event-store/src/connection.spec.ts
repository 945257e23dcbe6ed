import pg from 'pg';
import { openClient, pinned, UnpinnedSession } from './connection.js';
import { postgresStore } from './postgres-store.js';
import { appendOf, event } from './testing/appends.test.js';
import { describeOnPostgres, migratedDatabase, type Database } from './testing/database.test.js';

/** For each setting a value that would change the bytes read or written, or stop the work. */
const HOSTILE: Readonly<Record<string, string>> = {
  DateStyle: `'SQL, DMY'`,
  IntervalStyle: 'iso_8601',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  TimeZone: `'Asia/Shanghai'`,
  client_encoding: `'GB18030'`,
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  transform_null_equals: 'on',
  search_path: 'evil',
  row_security: 'on',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
  default_transaction_deferrable: 'on',
  synchronous_commit: 'off',
  statement_timeout: '1',
  lock_timeout: '1',
  idle_in_transaction_session_timeout: '1',
  idle_session_timeout: '1',
  role: 'minglu_query',
};
const LEVELS = {
  'the database': (name: string) => `ALTER DATABASE ${name}`,
  'the login in the database': (name: string) => `ALTER ROLE CURRENT_USER IN DATABASE ${name}`,
};

describeOnPostgres('a connection', () => {
  let database: Database;
  let name: string;
  let before: unknown;

  /** All that the log gives, and the append that has been made already, as they come through new connections. */
  const everything = async (): Promise<unknown> => {
    const store = postgresStore({ connection: database.connection, role: 'minglu_casework', readers: 1 });
    const repeated = await store.append(FIRST);
    const events = [];
    for await (const page of store.readAll()) events.push(...page);
    const found = { repeated, events, secret: await store.findSecret('vault/1'), command: await store.findCommand(FIRST.commandId) };
    await store.close();
    return found;
  };
  const FIRST = appendOf({
    commandId: 'first',
    at: '2024-03-04T05:06:07.089Z',
    writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [event({ 名: 'a\\b\'"' })] }],
    secrets: [{ ref: 'vault/1', subject: 'p', wrappedKey: Buffer.from([0, 92, 255]), ciphertext: Buffer.from([1, 92, 200]) }],
  });
  beforeAll(async () => {
    database = await migratedDatabase();
    name = new URL(database.connection.connectionString!).pathname.slice(1);
    // A wrong search path would find this table instead.
    await database.pool.query('CREATE SCHEMA evil; CREATE TABLE evil.events (LIKE public.events)');
    const store = postgresStore({ connection: database.connection });
    await store.append(FIRST);
    await store.close();
    before = await everything();
  });
  afterAll(() => database.drop());

  describe.each(Object.entries(LEVELS))('reads and writes the same bytes if %s has another', (_, level) => {
    it.each(Object.entries(HOSTILE))('%s: %s', async (setting, value) => {
      await database.pool.query(`${level(name)} SET ${setting} = ${value}`);
      try {
        expect(await everything()).toEqual(before);
      } finally {
        const owner = await openClient(database.connection, { limits: 'owner', role: 'none' });
        await owner.query(`${level(name)} RESET ${setting}`);
        await owner.end();
      }
    });
  });

  it('is refused if something has dropped its settings, as a pooler does', async () => {
    const pool = new pg.Pool({ ...pinned(database.connection, { role: 'minglu_audit' }), options: '-c TimeZone=Asia/Tokyo' });
    const refused = await pool.query('SELECT 1').catch((error: unknown) => error);
    await pool.end();
    expect(refused).toBeInstanceOf(UnpinnedSession);
    expect((refused as Error).message).toMatch(/TimeZone is Asia\/Tokyo, not UTC.*role is none, not minglu_audit/);
  });

  it('is refused where triggers sleep', async () => {
    const replica = { ...database.connection, options: '-c session_replication_role=replica' };
    const { onConnect, ...config } = pinned(database.connection, {});
    const client = new pg.Client({ ...config, options: `${String(config.options)} ${replica.options}` });
    await client.connect();
    await expect(onConnect(client)).rejects.toThrow('session_replication_role is replica, not origin');
    await client.end();
  });
});
