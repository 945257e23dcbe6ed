import pg from 'pg';
import { describeEventStore } from './behaviour.test.js';
import { CLOCK_STREAM } from './port.js';
import { postgresStore, PLANS, PUBLIC_PAGE } from './postgres-store.js';
import { appendOf, event, write } from './testing/appends.test.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';

describeOnPostgres('the event store on PostgreSQL', () => {
  let database: Database;
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());
  const fresh = async () => {
    await emptyLog(database);
    return postgresStore({ connection: database.connection, readers: 4 });
  };

  describeEventStore('as every store', fresh);

  it('answers many concurrent lookups', async () => {
    const store = await fresh();
    const ids = Array.from({ length: 50 }, (_, i) => `dossier/${i}`);
    await Promise.all(
      ids.map((streamId, i) => store.append(write(streamId, 0, { claims: [{ kind: 'city', id: `${i}`, streamId }] }, 1 + (i % 3)))),
    );
    const asked = [...ids, 'dossier/none', ...ids.reverse()];
    const streams = await Promise.all(asked.map((id) => store.readStream(id)));
    expect(streams.map((events) => events.length)).toEqual(asked.map((id) => (id === 'dossier/none' ? 0 : 1 + (Number(id.slice(8)) % 3))));
    expect(
      streams.every((events, i) => events.every(({ streamId, streamVersion }, at) => streamId === asked[i] && streamVersion === at + 1)),
    ).toBe(true);
    const holders = await Promise.all(asked.map((id) => store.findClaim('city', id.slice(8))));
    expect(holders.map((holder) => holder?.streamId ?? 'dossier/none')).toEqual(asked);
    await store.close();
  });

  it('finds public events by their own index, even if many other events lie between', async () => {
    const store = await fresh();
    const events = Array.from({ length: 2_000 }, (_, i) => event({}, i % 500 === 499 ? 'PUBLIC' : 'INTERNAL'));
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events }] }));
    const client = new pg.Client({ ...database.connection, options: PLANS });
    await client.connect();
    for (const first of ['SELECT 1', 'ANALYZE events']) {
      await client.query(first);
      const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${PUBLIC_PAGE.replace('$1', '0').replace('$2', '100')}`);
      expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('events_public');
    }
    await client.end();
    await store.close();
  });

  it('records by the clock of the database when asked, whatever the clock of the caller, and never before the last instant', async () => {
    const store = await fresh();
    const secondsOff = async (recordedAt: string) => Math.abs(Date.parse(recordedAt) - Date.parse((await store.clock()).database)) / 1_000;
    for (const [n, at] of ['2099-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z'].entries()) {
      const outcome = await store.append(write('dossier/a', n, { at, recordedBy: 'database' }));
      expect(await secondsOff((outcome as { recordedAt: string }).recordedAt)).toBeLessThan(5);
      expect((await store.readStream('dossier/a')).at(-1)).toMatchObject({ recordedAt: (outcome as { recordedAt: string }).recordedAt });
    }
    await store.close();
  });

  it('goes on from the clock after an event says that the last instant was wrong', async () => {
    const store = await fresh();
    const poisoned = '2099-01-01T00:00:00.000Z';
    await store.append(write('dossier/a', 0, { at: poisoned }));
    expect(await store.append(write('dossier/a', 1))).toMatchObject({ recordedAt: poisoned });
    expect(await store.clock()).toMatchObject({ lastRecorded: poisoned });
    for (const [streamId, version] of [[CLOCK_STREAM, 0] as const, ['dossier/a', 2] as const]) {
      const outcome = await store.append(write(streamId, version, { recordedBy: 'database' }));
      expect((outcome as { recordedAt: string }).recordedAt < '2098').toBe(true);
    }
    await store.close();
  });

  it('acts in the role of its connection options', async () => {
    await emptyLog(database);
    const reader = postgresStore({ connection: { ...database.connection, options: '-c role=minglu_audit' } });
    expect(await reader.head()).toBe(0);
    await expect(reader.append(write('dossier/a', 0))).rejects.toMatchObject({ code: '42501' });
    await expect(reader.findSecret('vault/1')).rejects.toMatchObject({ code: '42501' });
    await reader.close();
    const casework = postgresStore({ connection: { ...database.connection, options: '-c role=minglu_casework' } });
    expect(await casework.append(write('dossier/a', 0))).toMatchObject({ outcome: 'appended', position: 1 });
    await casework.close();
  });
});
