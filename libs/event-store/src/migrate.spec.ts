import pg from 'pg';
import { migrate, type Migration } from './migrate.js';
import { eventStoreMigrations } from './migrations.js';
import { newDatabase, describeOnPostgres, type Database } from './testing/database.test.js';

const table = (name: string): Migration => ({ name: `test/${name}`, sql: `CREATE TABLE ${name} (n int)` });

describeOnPostgres('a migration', () => {
  const databases: Database[] = [];
  const fresh = async () => {
    databases.push(await newDatabase());
    return databases.at(-1)!;
  };
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  it('is applied once, in order', async () => {
    const { pool } = await fresh();
    expect(await migrate(pool, [table('a')])).toEqual(['test/a']);
    expect(await migrate(pool, [table('a'), table('b')])).toEqual(['test/b']);
    expect(await migrate(pool, [table('a'), table('b')])).toEqual([]);
  });

  it('is refused if it was changed after it was applied', async () => {
    const { pool } = await fresh();
    await migrate(pool, [table('a')]);
    await expect(migrate(pool, [{ ...table('a'), sql: 'CREATE TABLE other (n int)' }])).rejects.toThrow(
      'test/a was changed after it was applied',
    );
  });

  it('that fails is rolled back', async () => {
    const { pool } = await fresh();
    await expect(migrate(pool, [table('a'), { name: 'test/bad', sql: 'CREATE TABLE b (n int); SELECT nonsense' }])).rejects.toThrow(
      'nonsense',
    );
    expect(await migrate(pool, [table('a'), table('b')])).toEqual(['test/a', 'test/b']);
  });

  it('is applied by one of several concurrent starters', async () => {
    const { connection } = await fresh();
    const pools = Array.from({ length: 4 }, () => new pg.Pool(connection));
    const applied = await Promise.all(pools.map((pool) => migrate(pool, eventStoreMigrations)));
    expect(applied.flat().sort()).toEqual(eventStoreMigrations.map(({ name }) => name));
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('of several databases of one server at once creates the roles of the server once', async () => {
    const both = await Promise.all([fresh(), fresh(), fresh()]);
    const applied = await Promise.all(both.map(({ pool }) => migrate(pool, eventStoreMigrations)));
    expect(applied.every((names) => names.length === eventStoreMigrations.length)).toBe(true);
  });
});
