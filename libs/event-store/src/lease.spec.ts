import { setTimeout as delay } from 'node:timers/promises';
import { leaseOn } from './lease.js';
import { inTransaction } from './transaction.js';
import { describeOnPostgres, newDatabase, type Database } from './testing/database.test.js';

describeOnPostgres('a lease', () => {
  let database: Database;
  beforeAll(async () => {
    database = await newDatabase();
    await database.pool.query(`CREATE SCHEMA work;
      CREATE TABLE work.lease (name text PRIMARY KEY, owner text NOT NULL, until timestamptz NOT NULL, position bigint NOT NULL)`);
  });
  beforeEach(() => database.pool.query('TRUNCATE work.lease'));
  afterAll(() => database.drop());
  const of = (owner: string, leaseMs = 60_000) =>
    leaseOn({ pool: database.pool, table: 'work.lease', name: 'worker', owner, leaseMs, first: { position: 7 } });

  it('is held by one instance, which renews it, until it is released', async () => {
    const [one, other] = [of('one'), of('other')];
    expect(await one.acquire()).toMatchObject({ name: 'worker', owner: 'one', position: '7' });
    expect([await other.acquire(), await one.acquire()]).toEqual([null, expect.objectContaining({ owner: 'one' })]);
    await other.release(); // not its own
    expect(await other.acquire()).toBeNull();
    await one.release();
    expect(await other.acquire()).toMatchObject({ owner: 'other' });
  });

  it('passes on after its time, and keeps the other columns', async () => {
    await of('one', 1).acquire();
    await database.pool.query('UPDATE work.lease SET position = 9');
    await delay(20);
    expect(await of('other').acquire()).toMatchObject({ owner: 'other', position: '9' });
  });

  it('is locked by its owner alone, and a lock holds others up until the transaction ends', async () => {
    const one = of('one', 1);
    await one.acquire();
    await delay(20);
    let ended = false;
    const taken = inTransaction(database.pool, async (tx) => {
      await one.lock(tx);
      const taking = of('other').acquire();
      await delay(100);
      ended = true;
      return { taking };
    });
    expect(await (await taken).taking).toMatchObject({ owner: 'other' });
    expect(ended).toBe(true);
    await expect(inTransaction(database.pool, one.lock)).rejects.toThrow('another instance has taken the lease of the worker');
  });
});
