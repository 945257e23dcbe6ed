import { describeOnPostgres, eventually, newDatabase, type Database } from '@minglu/event-store/testing';
import { migrateAll } from '../migrations.js';
import { poolAs } from './connections.js';
import { sharedLimits } from './shared-limits.js';

describeOnPostgres('limits that gateways share', () => {
  const KEY = new Uint8Array(32);
  let database: Database;
  let url: string;
  beforeAll(async () => {
    database = await newDatabase();
    url = database.connection.connectionString!;
    await migrateAll(url);
  });
  afterAll(() => database.drop());
  const gateway = (databaseUrl = url, onError: (error: unknown) => void = () => undefined) => sharedLimits(databaseUrl, KEY, onError);

  it('add up in the database, for the minute alone', async () => {
    const [one, other] = [gateway(), gateway()];
    try {
      await database.pool.query(`INSERT INTO edge.used VALUES (60, 'long ago', 7)`);
      await eventually('both have counted in the same minute', async () => {
        const before = other.counts.count('a').current;
        for (const { counts } of [one, other]) for (let n = 0; n < 5; n += 1) counts.count('a');
        await one.counts.settle();
        await other.counts.settle();
        return other.counts.count('a').current >= before + 11;
      });
      const { rows } = await database.pool.query<{ starts: string; caller: string }>('SELECT starts, caller FROM edge.used');
      expect(rows).not.toHaveLength(0);
      for (const { starts, caller } of rows) {
        expect(Number(starts)).toBeGreaterThan(60);
        expect(caller).toMatch(/^[0-9a-f]{32}$/);
      }
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });
  it('take a proof of work once for all gateways, and again for the same request', async () => {
    const [one, other, away] = [gateway(), gateway(), gateway('postgres://127.0.0.1:1/none')];
    const until = Math.floor(Date.now() / 1_000) + 600;
    const use = (by: typeof one, challenge: string, idempotencyKey: string) => by.useProof({ challenge, idempotencyKey, until });
    try {
      expect([await use(one, 'c1', 'k1'), await use(other, 'c1', 'k1'), await use(other, 'c1', 'k2'), await use(one, 'c1', '')]).toEqual([
        true,
        true,
        false,
        false,
      ]);
      expect([await use(one, 'c2', ''), await use(one, 'c2', ''), await use(other, 'c2', '')]).toEqual([true, false, false]);
      const race = await Promise.all(Array.from({ length: 8 }, (_, n) => use(n % 2 ? one : other, 'c3', `k${n}`)));
      expect(race.filter(Boolean)).toHaveLength(1);
      expect(await use(away, 'c1', 'k3')).toBe(true);
      const { rows } = await database.pool.query<{ caller: string }>(`SELECT caller FROM edge.used WHERE caller LIKE 'proof%'`);
      expect(rows).toHaveLength(3);
      await database.pool.query(`DELETE FROM edge.used WHERE caller LIKE 'proof%'`);
    } finally {
      await Promise.all([one.close(), other.close(), away.close()]);
    }
  });
  it('are settled by themselves, and tell of a database that is away', async () => {
    const errors: unknown[] = [];
    const [one, away] = [gateway(), gateway('postgres://127.0.0.1:1/none', (error) => errors.push(error))];
    try {
      for (const { counts, start } of [one, away]) {
        counts.count('b');
        start();
      }
      await eventually('an error', () => Promise.resolve(errors.length > 0));
      expect(away.counts.count('b').current).toBeGreaterThanOrEqual(1);
      await eventually('the count of the other is kept', async () => {
        one.counts.count('b');
        const { rows } = await database.pool.query<{ requests: string }>('SELECT max(requests) AS requests FROM edge.used');
        return Number(rows[0]!.requests) > 1;
      });
    } finally {
      await Promise.all([one.close(), away.close()]);
    }
  });
  it('give the gateway no right on anything else', async () => {
    const pool = poolAs(url, 'minglu_gateway', 1, () => undefined);
    try {
      for (const table of ['events', 'vault', 'commands', 'query.dossiers', 'procedure.timers'])
        await expect(pool.query(`SELECT FROM ${table}`)).rejects.toMatchObject({ code: '42501' });
      const { rows } = await pool.query<{ may: boolean }>(`SELECT has_function_privilege(oid, 'EXECUTE') AS may FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'append%'`);
      expect(rows.filter(({ may }) => may)).toEqual([]);
    } finally {
      await pool.end();
    }
  });
});
