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
export const emptyLog = (database: Database): Promise<void> =>
  tamper(database, 'TRUNCATE events, claims, commands, vault, vault_keys, checkpoints');

/** `describe` for tests on PostgreSQL. Without DATABASE_URL they are skipped with a printed line; in CI that is a failure. */
export const describeOnPostgres = (name: string, tests: () => void): void => {
  if (url !== '') return describe(name, tests);
  if (process.env['CI'] === 'true') return it(`${name}: CI sets DATABASE_URL`, () => expect(url).not.toBe(''));
  process.stderr.write(`skipped, DATABASE_URL is not set (npm run test:unit -- <pattern> sets it): ${name}\n`);
  // eslint-disable-next-line no-restricted-properties -- there is no server to run them on, and the line above says so
  describe.skip(name, tests);
};

/** Copies of a database, to be put back under running services, as a restore of its files does. */
export const databaseCopies = ({ name }: Database) => {
  const copies: string[] = [];
  /** Ends all connections to the database, keeps new ones out, and replaces or copies it meanwhile. */
  const alone = async (sql: readonly string[]): Promise<void> => {
    await administer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await administer(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`);
    for (const statement of sql) await administer(statement);
    await administer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  };
  return {
    take: async (): Promise<void> => {
      const copy = `${name}_${copies.length}`;
      await alone([`CREATE DATABASE ${copy} TEMPLATE ${name}`]);
      copies.push(copy);
    },
    /** @param index of the copy, counted round */
    restore: (index: number): Promise<void> =>
      alone([`DROP DATABASE ${name} WITH (FORCE)`, `CREATE DATABASE ${name} TEMPLATE ${copies[index % copies.length]!}`]),
    drop: async (): Promise<void> => {
      for (const copy of copies) await administer(`DROP DATABASE ${copy}`);
    },
  };
};

const administer = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  await client.query(sql).finally(() => client.end());
};
