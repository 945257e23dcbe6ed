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

  it.each([
    ['the database is read-only', '-c default_transaction_read_only=on', '25006'],
    ['the isolation is not that of the log', '-c default_transaction_isolation=serializable', 'P0001'],
    ['a right is missing', '-c role=minglu_audit', '42501'],
  ])('fails if %s', async (_, options, code) => {
    await expect(appendProbe({ ...database.connection, options })).rejects.toMatchObject({ code });
  });

  it('fails within its limit while another session holds the lock of the append', async () => {
    const holder = await database.pool.connect();
    try {
      await holder.query('BEGIN; SELECT pg_advisory_xact_lock(7021001)');
      await expect(appendProbe(database.connection, 200)).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    await appendProbe(database.connection);
  });
});
