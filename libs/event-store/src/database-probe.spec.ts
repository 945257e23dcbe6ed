import { appendProbe, statementProbe } from './database-probe.js';
import { describeOnPostgres, migratedDatabase, type Database } from './testing/database.test.js';

describeOnPostgres('the probe of the log', () => {
  let database: Database;
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());

  const count = async (): Promise<unknown> =>
    (
      await database.pool.query(
        'SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM commands) + (SELECT count(*) FROM append_probe) AS n',
      )
    ).rows[0];

  it('appends an event and leaves nothing', async () => {
    await appendProbe(database.connection);
    await statementProbe(database.connection, 'DELETE FROM claims');
    expect(await count()).toEqual({ n: '0' });
  });

  it('resolves to the settings on which durability rests, as its session has them', async () => {
    const { rows } = await database.pool.query<Record<string, string>>(
      `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes`,
    );
    const expected = { ...rows[0], synchronous_commit: 'on', wal_level: 'replica', data_checksums: expect.any(String) as string };
    expect(await appendProbe(database.connection)).toEqual(expected);
    expect(await statementProbe(database.connection, 'SELECT 1')).toEqual(expected);
  });

  it('fails if a right is missing', async () => {
    await expect(appendProbe({ ...database.connection, options: '-c role=minglu_audit' })).rejects.toMatchObject({ code: '42501' });
  });

  it('fails within its limit while another session holds the lock of the append', async () => {
    const holder = await database.pool.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE append_lock IN EXCLUSIVE MODE');
      await expect(appendProbe(database.connection, 200)).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    await appendProbe(database.connection);
  });
});
