import { randomBytes } from 'node:crypto';
import { describeOnPostgres, serverUrl } from '@minglu/event-store/testing';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { Client } from 'pg';
import { loginPasswords, loginUrls, migrateWithLogins } from '@minglu/system';

type Login = keyof ReturnType<typeof loginUrls>;

describeOnPostgres('the login of a service', () => {
  const name = `minglu_logins_${randomBytes(5).toString('hex')}`;
  let urls: ReturnType<typeof loginUrls>;
  beforeAll(async () => {
    const databaseUrl = await createDatabase(serverUrl(), name);
    const passwords = loginPasswords(databaseUrl);
    await migrateWithLogins(databaseUrl, passwords);
    await migrateWithLogins(databaseUrl, passwords);
    urls = loginUrls(databaseUrl, passwords);
  }, 30_000);
  afterAll(() => dropDatabase(serverUrl(), name));

  const run = async (login: Login, sql: string): Promise<string> => {
    const client = new Client({ connectionString: urls[login], options: `-c role=minglu_${login}` });
    await client.connect();
    return client
      .query(sql)
      .then(
        () => 'done',
        (error: { code?: string }) => error.code ?? 'failed',
      )
      .finally(() => client.end());
  };
  const DENIED = '42501';

  it.each<Login>(['casework', 'publisher', 'procedure', 'query', 'audit', 'materials'])(
    'of %s has a share of the connections, and limits of time',
    async (login) => {
      const client = new Client({ connectionString: urls[login] });
      await client.connect();
      const { rows } = await client.query<{ limited: boolean; lock: string; statement: string; idle: string }>(
        `SELECT 5 * rolconnlimit BETWEEN 50 AND current_setting('max_connections')::int AS limited, current_setting('lock_timeout') AS lock,
              current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle
         FROM pg_roles WHERE rolname = session_user`,
      );
      await client.end();
      expect(rows).toEqual([{ limited: true, lock: '10s', statement: '1min', idle: '30s' }]);
    },
  );

  it.each<[Login, string]>([
    ['casework', 'SELECT count(*) FROM events'],
    ['publisher', 'SELECT count(*) FROM events'],
    ['publisher', 'SELECT count(*) FROM publisher.lease'],
    ['procedure', 'SELECT count(*) FROM events'],
    ['procedure', 'DELETE FROM procedure.timers'],
    ['query', 'DELETE FROM query.dossiers'],
    ['query', 'SELECT count(*) FROM query.watermarks'],
    ['audit', 'SELECT count(*) FROM events'],
    ['audit', 'SELECT count(*) FROM claims'],
    ['materials', 'SELECT count(*) FROM events'],
    ['materials', 'DELETE FROM materials.uploads'],
    ['casework', 'SELECT sha256, org FROM materials.deposits'],
  ])('of %s may: %s', async (login, sql) => expect(await run(login, sql)).toBe('done'));
  it.each<[Login, string]>([
    ['casework', 'INSERT INTO events SELECT * FROM events'],
    ['casework', 'DELETE FROM events'],
    ['casework', 'SELECT * FROM query.dossiers'],
    ['publisher', 'SELECT * FROM vault'],
    ['publisher', 'DELETE FROM publisher.lease'],
    ['procedure', 'SELECT * FROM vault'],
    ['procedure', 'SELECT * FROM query.dossiers'],
    ['query', 'SELECT * FROM events'],
    ['query', 'SELECT * FROM procedure.timers'],
    ['audit', 'SELECT * FROM vault'],
    ['audit', 'UPDATE events SET type = type'],
    ['audit', 'SET ROLE minglu_casework'],
    ['materials', 'SELECT * FROM vault'],
    ['materials', 'SELECT * FROM commands'],
    ['materials', 'SELECT * FROM access.lines'],
    ['casework', 'SELECT person FROM materials.deposits'],
    ['query', 'SELECT * FROM materials.stored'],
  ])('of %s may not: %s', async (login, sql) => expect(await run(login, sql)).toBe(DENIED));
});
