import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { eventStoreMigrations } from '../migrations.js';
import { migrate } from '../migrate.js';
import { tamper } from './tamper.test.js';

const url = process.env['DATABASE_URL'] ?? '';

export interface Database {
  readonly name: string;
  readonly connection: pg.ClientConfig;
  /** Connects as the owner of the database. */
  readonly pool: pg.Pool;
  readonly drop: () => Promise<void>;
}

/** The address of the tests' PostgreSQL. A spec that imports this file gets one from `npm run test:unit` and `npm test`. */
export const serverUrl = (): string => {
  if (url === '') throw new Error('DATABASE_URL is not set: run the spec with `npm run test:unit -- <pattern>`, which starts a PostgreSQL');
  return url;
};

/**
 * A fresh database on the server of DATABASE_URL, whose user may create databases and roles.
 *
 * @param template a database to which nothing is connected; by default an empty one
 */
export const newDatabase = async (template = 'template0'): Promise<Database> => {
  const name = `minglu_test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const address = new URL(serverUrl());
  address.pathname = `/${name}`;
  const connection = { connectionString: address.href };
  const pool = new pg.Pool({ ...connection, max: 4 });
  pool.on('error', () => undefined);
  return {
    name,
    connection,
    pool,
    drop: async () => {
      await pool.end();
      await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
};

export const migratedDatabase = async (): Promise<Database> => {
  const database = await newDatabase();
  await migrate(database.pool, eventStoreMigrations);
  return database;
};

/** Empties the log: only the owner can, by disabling the trigger. */
export const emptyLog = (database: Database): Promise<void> => tamper(database, 'TRUNCATE events, claims, commands, vault, checkpoints');

/** `describe` for tests on PostgreSQL. Without DATABASE_URL they are skipped with a printed line; in CI that is a failure. */
export const describeOnPostgres = (name: string, tests: () => void): void => {
  if (url !== '') return describe(name, tests);
  if (process.env['CI'] === 'true') return it(`${name}: CI sets DATABASE_URL`, () => expect(url).not.toBe(''));
  process.stderr.write(`skipped, DATABASE_URL is not set (npm run test:unit -- <pattern> sets it): ${name}\n`);
  // eslint-disable-next-line no-restricted-properties -- there is no server to run them on, and the line above says so
  describe.skip(name, tests);
};

const administer = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};
