import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { beginEpoch, logState, openLog } from './log-operations.js';
import { migrateAll } from './migrations.js';

describeOnPostgres('the epochs of a log', () => {
  let database: Database;
  let url: string;
  beforeAll(async () => {
    database = await newDatabase();
    url = database.connection.connectionString!;
    await migrateAll(url);
  });
  afterAll(() => database.drop());

  it('begin with the log; opening it again on the same server begins none', async () => {
    expect([await openLog(url), await openLog(url)]).toEqual([null, null]);
    const { epochs, head, hash, readers } = await logState(url);
    expect([head, hash]).toEqual([0, '']);
    expect(epochs).toMatchObject([{ epoch: 1, after: 0, hash: '', reason: 'the log begins' }]);
    expect(readers.map(({ trouble }) => trouble)).toEqual([null, null, null]);
  });

  it('begin by an operator, with the reason, and not beyond the end of the log', async () => {
    expect(await beginEpoch(url, null, '恢复演练')).toMatchObject({ epoch: 2, after: 0, hash: '', reason: '恢复演练' });
    await expect(beginEpoch(url, 1, 'x')).rejects.toThrow('the log ends at 0: no epoch begins after position 1');
    expect((await logState(url)).epochs).toHaveLength(2);
  });

  it('begin by themselves once, where the database was copied', async () => {
    const copy = await newDatabase(database.name);
    try {
      const copied = copy.connection.connectionString!;
      const { logId } = await logState(url);
      const before = (await logState(copied)).epochs.length;
      expect([await openLog(copied), await openLog(copied)]).toEqual([before + 1, null]);
      const state = await logState(copied);
      expect([state.logId, state.epochs.at(-1)!.reason]).toEqual([logId, expect.stringContaining('opened on another server')]);
    } finally {
      await copy.drop();
    }
  });

  it('name the readers that stand beyond the end of the log', async () => {
    await database.pool.query(`INSERT INTO procedure.checkpoints (name, position) VALUES ('timers', 7)`);
    expect((await logState(url)).readers).toMatchObject([
      { reader: 'timers', position: 7, trouble: expect.stringContaining('beyond the end of the log at 0') },
      { trouble: null },
      { trouble: null },
    ]);
  });
});
