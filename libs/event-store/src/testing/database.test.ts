import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { openClient, openPool } from '../connection.js';
import { eventStoreMigrations } from '../migrations.js';
import { migrate } from '../migrate.js';

const url = process.env['DATABASE_URL'] ?? '';

export interface Database {
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

/** A fresh, empty database on the server of DATABASE_URL, whose user may create databases and roles. */
export const newDatabase = async (): Promise<Database> => {
  const name = `minglu_test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE template0`);
  const address = new URL(serverUrl());
  address.pathname = `/${name}`;
  const connection = { connectionString: address.href };
  const pool = openPool({ ...connection, max: 4 }, { limits: 'owner' });
  return {
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
export const emptyLog = async ({ pool }: Database): Promise<void> => {
  await pool.query(`BEGIN; ALTER TABLE events DISABLE TRIGGER immutable; TRUNCATE events, claims, commands, vault, checkpoints;
    ALTER TABLE events ENABLE ALWAYS TRIGGER immutable; COMMIT`);
};

/** `describe` for tests on PostgreSQL. Without DATABASE_URL they are skipped with a printed line; in CI that is a failure. */
export const describeOnPostgres = (name: string, tests: () => void): void => {
  if (url !== '') return describe(name, tests);
  if (process.env['CI'] === 'true') return it(`${name}: CI sets DATABASE_URL`, () => expect(url).not.toBe(''));
  process.stderr.write(`skipped, DATABASE_URL is not set (npm run test:unit -- <pattern> sets it): ${name}\n`);
  // eslint-disable-next-line no-restricted-properties -- there is no server to run them on, and the line above says so
  describe.skip(name, tests);
};

const administer = async (sql: string): Promise<void> => {
  const client = await openClient({ connectionString: serverUrl() }, { limits: 'owner' });
  await client.query(sql).finally(() => client.end());
};
