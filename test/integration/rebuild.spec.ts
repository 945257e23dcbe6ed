import { auditor, city, on, opening } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { parseInstant } from '@minglu/kernel';
import { rebuild, type RebuildOptions } from '@minglu/projections/adapters';
import { READ_MODEL, registry } from '@minglu/system';
import {
  appendCopies,
  given,
  givenCorrection,
  readModelFilled,
  readModelRows,
  systemOnDatabase,
  type SystemOnDatabase,
} from './support.js';

describeOnPostgres('a read model that is rebuilt from the log', () => {
  let one: SystemOnDatabase;
  beforeEach(async () => {
    one = await systemOnDatabase();
    await given(one.system.casework, ...readModelFilled());
    await givenCorrection(one.system, ['k1', 'PublicityStarted', 'cityName', '浙江省杭州市'], '2025-09-29');
    await one.system.runUntil(parseInstant(on('2025-09-29'))!);
  }, 30_000);
  afterEach(() => one.close());

  const again = (more: Partial<RebuildOptions> = {}): Promise<number> =>
    rebuild({
      owner: one.database.pool,
      log: one.system.log,
      registry,
      consumer: READ_MODEL,
      checkpoint: 'read-model/1',
      pageSize: 4,
      ...more,
    });
  const rows = () => readModelRows(one.database);

  it('equals the old one row by row, and the consumer continues from there', async () => {
    const before = await rows();
    for (const [table, found] of Object.entries(before)) expect([table, found.length]).not.toEqual([table, 0]);
    expect(before['dossiers']).toHaveLength(1);
    const head = await one.system.store.head();
    expect(await again()).toBe(head);
    expect(await rows()).toEqual(before);
    expect(await one.system.readModel.dossier(auditor, 'a')).toMatchObject({
      cityName: '浙江省杭州市',
      corrections: [{ correctionId: 'k1' }],
    });
    const { rows: marks } = await one.database.pool.query('SELECT sum(version)::int AS taken FROM query.watermarks WHERE consumer = $1', [
      READ_MODEL,
    ]);
    expect(marks).toEqual([{ taken: head }]);
    await given(one.system.casework, opening({ caseId: 'b', applicant: '441900' }, on('2023-11-01')));
    await one.system.catchUpReadModel();
    expect(await one.system.readModel.dossier(auditor, 'b')).toMatchObject({ status: 'DRAFT' });
  });
  it('contains the events that are recorded meanwhile, while queries go on', async () => {
    let seen = 0;
    await again({
      onProgress: () => {
        seen += 1;
      },
      log: {
        head: () => one.system.log.head(),
        look: (position) => one.system.log.look(position),
        readAll: (options) => one.system.log.readAll(options),
        readStreams: async function* (options) {
          for await (const page of one.system.log.readStreams(options)) {
            if (seen === 2) {
              expect(await one.system.readModel.dossier(auditor, 'a')).toMatchObject({ status: 'PUBLICITY_OPEN' });
              await given(one.system.casework, { ...opening({ caseId: 'c', applicant: '440600' }, on('2023-11-01')), by: city('440600') });
            }
            yield page;
          }
        },
      },
    });
    await one.system.catchUpReadModel();
    expect(await one.system.readModel.dossier(auditor, 'c')).toMatchObject({ status: 'DRAFT' });
  });
  it('leaves the old one in use if it is interrupted, and starts again', async () => {
    const before = await rows();
    const progress: number[] = [];
    await expect(
      again({
        onProgress: (done) => {
          progress.push(done);
          if (done === 12) throw new Error('killed');
        },
      }),
    ).rejects.toThrow('killed');
    expect(await rows()).toEqual(before);
    expect(await one.system.readModel.dossier(auditor, 'a')).toMatchObject({ status: 'PUBLICITY_OPEN' });
    await again({ onProgress: (done) => void progress.push(done) });
    expect(progress.slice(0, 5)).toEqual([4, 8, 12, 4, 8]);
    expect(await rows()).toEqual(before);
  });
  it('parks the events that cannot be read, as the old one did', async () => {
    await appendCopies(one.system.store, 'dossier/a', ['UnheardOf', null]);
    await given(one.system.casework, opening({ caseId: 'b', applicant: '441900' }, on('2023-11-01')));
    await one.system.catchUpReadModel();
    const parkedRows = async () =>
      (
        await one.database.pool.query(
          `SELECT stream_id, w.version, w.parked, stream_version, event, reason FROM query.watermarks w
           LEFT JOIN query.parked p USING (consumer, stream_id) WHERE consumer = $1 ORDER BY stream_id, stream_version`,
          [READ_MODEL],
        )
      ).rows as readonly { readonly parked: boolean }[];
    const [before, waiting] = [await rows(), await parkedRows()];
    expect(waiting.filter(({ parked }) => parked)).toHaveLength(2);
    expect(await again()).toBe(await one.system.store.head());
    expect([await rows(), await parkedRows()]).toEqual([before, waiting]);
  });
  it('is swapped in without a deadlock while the consumer stores an invalid record', async () => {
    const tx = await one.database.pool.connect();
    try {
      await tx.query('BEGIN');
      await tx.query(`INSERT INTO query.foreign_records (consumer, topic, part, at, reason, record) VALUES ($1, 't', 0, 0, 'r', '{}')`, [
        READ_MODEL,
      ]);
      const done = again();
      for (let waits = false; !waits;) {
        const { rows: found } = await one.database.pool.query('SELECT FROM pg_locks WHERE NOT granted AND relation IS NOT NULL');
        waits = found.length > 0;
      }
      await tx.query('SELECT version FROM query.watermarks WHERE consumer = $1 FOR UPDATE', [READ_MODEL]);
      await tx.query('COMMIT');
      expect(await done).toBe(await one.system.store.head());
    } finally {
      tx.release();
    }
    const { rows: kept } = await one.database.pool.query('SELECT reason FROM query.foreign_records');
    expect(kept).toEqual([{ reason: 'r' }]);
  });
  it('is built by one rebuild at a time', async () => {
    await expect(Promise.all([again({ pageSize: 1 }), again({ pageSize: 1 })])).rejects.toThrow('another rebuild is under way');
  });
});
