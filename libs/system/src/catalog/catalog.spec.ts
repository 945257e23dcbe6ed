import { readFileSync, writeFileSync } from 'node:fs';
import { inTransaction, migrate } from '@minglu/event-store';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { loginPasswords, loginUrls } from '../logins.js';
import { rebuildReadModel } from '../maintenance.js';
import { allMigrations, migrateAll } from '../migrations.js';
import { asOwner } from '../service/connections.js';
import { DamagedSchema, ensureGroups, EXPECTED } from './check.js';
import { CHECKED_SCHEMAS, readCatalog, type CatalogObject } from './read.js';

/** Without owners, which differ from database to database, and without the tables of the migrations themselves. */
const madeByMigrations = (all: readonly CatalogObject[]): readonly CatalogObject[] =>
  all.map((one) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'owner')) as unknown as CatalogObject);

const FUNCTION = `CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`;
const MENDED: Readonly<Record<string, string>> = {
  'a trigger that is switched off': 'ALTER TABLE events DISABLE TRIGGER immutable',
  'a trigger that sleeps in a replica': 'ALTER TABLE events ENABLE TRIGGER immutable',
  'a trigger that is missing': 'DROP TRIGGER immutable ON events',
  'a function with rights that is open to all': 'GRANT EXECUTE ON FUNCTION append_events TO PUBLIC',
  'rights of a role that are missing': 'REVOKE ALL ON ALL TABLES IN SCHEMA query FROM minglu_query',
  'rights of a schema that are missing': 'REVOKE ALL ON SCHEMA procedure FROM minglu_procedure',
  'a right that a service must not have': 'GRANT SELECT ON vault TO minglu_query',
  'a right on a column that no migration gives': 'GRANT SELECT (payload) ON events TO minglu_query',
  'a right on a column that is missing': 'REVOKE SELECT (content_hash) ON events FROM minglu_query',
  'a right of everyone': 'GRANT INSERT ON events TO PUBLIC',
  'a table that a service owns': 'ALTER TABLE vault OWNER TO minglu_query',
  'a function that a service owns': 'GRANT CREATE ON SCHEMA public TO minglu_query; ALTER FUNCTION append_events OWNER TO minglu_query',
  'a schema in which everyone may create': 'GRANT CREATE ON SCHEMA public TO PUBLIC',
};
const REFUSED: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a function that was replaced': [FUNCTION, /function refuse_change\(\) is .*, not /],
  'a function without its search path': ['ALTER FUNCTION append_events RESET search_path', /function append_events\(/],
  'a trigger of no migration': [
    `${FUNCTION.replace('refuse_change', 'evil')}; CREATE TRIGGER evil BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION evil()`,
    /trigger evil on events belongs to no migration/,
  ],
  'a rule of no migration': [
    'CREATE RULE evil AS ON INSERT TO commands DO INSTEAD NOTHING',
    /rule evil on commands belongs to no migration/,
  ],
  'a function of no migration that lends rights': [
    `CREATE FUNCTION evil() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
    /function evil\(\) belongs to no migration/,
  ],
  'an index that is missing': ['ALTER TABLE events DROP CONSTRAINT events_event_id_key', /index events_event_id_key on events is missing/],
  'a row policy': ['ALTER TABLE events ENABLE ROW LEVEL SECURITY', /table events is “row security”/],
};

describeOnPostgres('the schema of a database', () => {
  let database: Database;
  let url: string;
  /** Migrated, and with no connection. */
  let template: Database;
  const catalog = () => inTransaction(database.pool, readCatalog);
  beforeAll(async () => {
    template = await newDatabase();
    // Without the comparison, which would take a right away that the file does not have yet.
    await asOwner(template.connection.connectionString!, async (owner) => {
      await ensureGroups(owner);
      await migrate(owner, allMigrations);
    });
    database = await newDatabase(template.name);
    url = database.connection.connectionString!;
  });
  afterAll(() => Promise.all([database.drop(), template.drop()]));

  it('is what all migrations make; the file says so (MINGLU_WRITE_CATALOG=yes writes it)', async () => {
    const made = madeByMigrations(await catalog());
    if (process.env['MINGLU_WRITE_CATALOG'] === 'yes') writeFileSync(EXPECTED, `${JSON.stringify(made, null, 2)}\n`);
    expect(JSON.parse(readFileSync(EXPECTED, 'utf8'))).toEqual(made);
    expect(await migrateAll(url)).toEqual([]);
  });

  it('is compared in each schema that a migration makes', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...CHECKED_SCHEMAS].sort());
  });

  it.each(Object.entries(MENDED))('is mended: %s', async (_, damage) => {
    const before = await catalog();
    await database.pool.query(damage);
    expect(await migrateAll(url)).not.toEqual([]);
    expect(await catalog()).toEqual(before);
    await database.pool.query('REVOKE CREATE ON SCHEMA public FROM minglu_query');
  });

  it.each(Object.entries(REFUSED))('is refused: %s', async (_, [damage, fault]) => {
    const damaged = await newDatabase(template.name);
    try {
      const address = damaged.connection.connectionString!;
      await damaged.pool.query(damage);
      await damaged.pool.query('ALTER TABLE epochs DISABLE TRIGGER immutable');
      const before = await inTransaction(damaged.pool, readCatalog);
      const refused = await migrateAll(address).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(DamagedSchema);
      expect((refused as DamagedSchema).faults.join('\n')).toMatch(fault);
      // The fault that could be mended stays too.
      expect(await inTransaction(damaged.pool, readCatalog)).toEqual(before);
    } finally {
      await damaged.drop();
    }
  });

  it('is the same after a rebuild of the read model', async () => {
    await rebuildReadModel(url, () => undefined);
    expect(await migrateAll(url)).toEqual([]);
  });

  it('has logins whose addresses survive special characters in the password', async () => {
    const passwords = { ...loginPasswords(url), query: 'p@ss:w/ord%41' };
    expect(decodeURIComponent(new URL(loginUrls(url, passwords).query).password)).toBe(passwords.query);
  });
});
