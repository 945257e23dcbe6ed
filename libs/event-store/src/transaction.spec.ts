import type { PoolClient } from 'pg';
import { inTransaction } from './transaction.js';
import { newDatabase, describeOnPostgres, type Database } from './testing/database.test.js';

describeOnPostgres('a transaction', () => {
  let database: Database;
  beforeAll(async () => {
    database = await newDatabase();
    await database.pool.query('CREATE TABLE effects (n int)');
  });
  afterAll(() => database.drop());

  const insert = (tx: PoolClient, n: number) => tx.query('INSERT INTO effects VALUES ($1)', [n]);
  const effects = async () => (await database.pool.query<{ n: number }>('SELECT n FROM effects ORDER BY n')).rows.map(({ n }) => n);
  const terminate = async (tx: PoolClient) => {
    const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const lost = new Promise((resolve) => tx.once('error', resolve));
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    await lost;
  };

  it('commits if the work resolves and rolls back if it rejects, with the error of the work', async () => {
    expect(await inTransaction(database.pool, async (tx) => (await insert(tx, 1)).rowCount)).toBe(1);
    const failing = inTransaction(database.pool, async (tx) => {
      await insert(tx, 2);
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await effects()).toEqual([1]);
  });

  it('survives that its connection is lost between two queries, and rejects with the first error', async () => {
    const failing = inTransaction(database.pool, async (tx) => {
      await insert(tx, 3);
      await terminate(tx);
      throw new Error('the first error');
    });
    await expect(failing).rejects.toThrow('the first error');
    await expect(
      inTransaction(database.pool, async (tx) => {
        await terminate(tx);
        await insert(tx, 4);
      }),
    ).rejects.toThrow('not queryable');
    // The pool gives out no broken connection.
    for (let n = 0; n < 8; n += 1) expect(await inTransaction(database.pool, async (tx) => (await tx.query('SELECT 1')).rowCount)).toBe(1);
    expect(await effects()).toEqual([1]);
  });
});
