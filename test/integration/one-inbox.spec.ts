import { auditor, city, on, opening } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { inTransaction } from '@minglu/event-store';
import { parseInstant } from '@minglu/kernel';
import { inbox, type BatchOutcome } from '@minglu/messaging';
import { projector } from '@minglu/projections/adapters';
import { migrateAll, READ_MODEL, registry } from '@minglu/system';
import {
  appendCopies,
  given,
  givenCorrection,
  readModelFilled,
  readModelRows,
  systemOn,
  systemOnDatabase,
  wholeLog,
  type SystemOnDatabase,
} from './support.js';

describeOnPostgres('the read models of one process and of separate services', () => {
  let one: SystemOnDatabase;
  beforeEach(async () => {
    one = await systemOnDatabase();
    await given(one.system.casework, ...readModelFilled());
  }, 30_000);
  afterEach(() => one.close());

  const settle = () => one.system.runUntil(parseInstant(on('2025-09-29'))!);
  /** Delivers the whole log as Kafka does. */
  const overKafka = async (): Promise<BatchOutcome> => {
    const { take } = inbox({ consumer: READ_MODEL, schema: 'query', handler: projector(registry) });
    return inTransaction(one.database.pool, async (tx) => take(await wholeLog(one.system.store), tx));
  };
  const rows = () => readModelRows(one.database);
  const parked = async (): Promise<readonly unknown[]> => (await one.database.pool.query('SELECT * FROM query.parked')).rows;

  it('share one inbox: the second applies no event of the first again', async () => {
    const head = await settle();
    const before = await rows();
    expect(await overKafka()).toEqual({ applied: 0, duplicates: head, parked: [] });
    expect(await rows()).toEqual(before);
  });

  it('share it in the other order too', async () => {
    const head = await one.system.store.head();
    expect(await overKafka()).toMatchObject({ applied: head, parked: [] });
    const before = await rows();
    expect(await settle()).toBe(head);
    expect([await rows(), await parked()]).toEqual([before, []]);
    await given(one.system.casework, opening({ caseId: 'b', applicant: '441900' }, on('2023-11-01')));
    await settle();
    expect(await one.system.readModel.dossier(auditor, 'b')).toMatchObject({ status: 'DRAFT' });
  });

  it('keep a correction that comes before its dossier', async () => {
    await givenCorrection(one.system, ['k1', 'PublicityStarted', 'cityName', '浙江省杭州市'], '2025-09-29');
    const { take } = inbox({ consumer: READ_MODEL, schema: 'query', handler: projector(registry) });
    const log = await wholeLog(one.system.store);
    const first = ({ streamId }: { readonly streamId: string }) => streamId.startsWith('corrected/');
    for (const events of [log.filter(first), log.filter((event) => !first(event))])
      await inTransaction(one.database.pool, async (tx) => take(events, tx));
    expect(await one.system.readModel.dossier(auditor, 'a')).toMatchObject({
      cityName: '浙江省杭州市',
      corrections: [{ correctionId: 'k1' }],
    });
  });

  it('get the corrections that an older read model did not keep', async () => {
    await givenCorrection(one.system, ['k1', 'PublicityStarted', 'cityName', '浙江省杭州市'], '2025-09-29');
    await givenCorrection(one.system, ['k2', 'LegacyCreationImported', 'deadline', { sealed: '列表' }], '2025-09-29');
    await settle();
    const before = await rows();
    await one.database.pool.query(`DELETE FROM query.corrections; DELETE FROM migrations WHERE name = 'system/0002-corrections-of-log';
      UPDATE query.dossiers SET view = (view::jsonb - 'sources')::json`);
    expect(await one.system.readModel.dossier(auditor, 'a')).toMatchObject({ cityName: '杭州市' });
    await migrateAll(one.database.connection.connectionString!);
    expect(await rows()).toEqual(before);
  });

  it('park an event that they cannot read and the later events of its dossier, report it, and go on with the others', async () => {
    await appendCopies(one.system.store, 'dossier/a', ['UnheardOf']);
    await given(one.system.casework, { ...opening({ caseId: 'c', applicant: '440600' }, on('2023-11-01')), by: city('440600') });
    const head = await one.system.store.head();
    expect(await one.system.catchUpReadModel()).toBe(head);
    expect(await one.system.readModel.dossier(auditor, 'c')).toMatchObject({ status: 'DRAFT' });
    expect(await one.system.parkedAndInvalid()).toEqual({ parked: { UnheardOf: 1 }, invalid: {} });
    expect(one.errors.map(String)).toEqual([expect.stringMatching(/dossier\/a @\d+ was set aside: .*unknown type/)]);
  });

  it('share it also on a database that is older than the inbox', async () => {
    const head = await settle();
    await one.database.pool.query(`DELETE FROM query.watermarks; DELETE FROM migrations WHERE name = 'system/0001-one-inbox'`);
    await migrateAll(one.database.connection.connectionString!);
    await given(one.system.casework, opening({ caseId: 'b', applicant: '441900' }, on('2023-11-01')));
    const later = await systemOn(one.database, one.errors);
    try {
      expect(await later.catchUpReadModel()).toBe(head + 1);
      expect(await later.readModel.dossier(auditor, 'b')).toMatchObject({ status: 'DRAFT' });
      expect(await parked()).toEqual([]);
      expect(await overKafka()).toEqual({ applied: 0, duplicates: head + 1, parked: [] });
    } finally {
      await later.close();
    }
  });
});
