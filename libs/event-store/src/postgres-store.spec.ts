import { describeEventStore } from './behaviour.test.js';
import { openClient } from './connection.js';
import { PLANNER, postgresStore, PUBLIC_PAGE } from './postgres-store.js';
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
    const client = await openClient(database.connection, { planner: PLANNER });
    for (const first of ['SELECT 1', 'ANALYZE events']) {
      await client.query(first);
      const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${PUBLIC_PAGE.replace('$1', '0').replace('$2', '100')}`);
      expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('events_public');
    }
    await client.end();
    await store.close();
  });

  it('acts in the role that it is given', async () => {
    await emptyLog(database);
    const reader = postgresStore({ connection: database.connection, role: 'minglu_audit' });
    expect(await reader.head()).toBe(0);
    await expect(reader.append(write('dossier/a', 0))).rejects.toMatchObject({ code: '42501' });
    await expect(reader.findSecret('vault/1')).rejects.toMatchObject({ code: '42501' });
    await reader.close();
    const casework = postgresStore({ connection: database.connection, role: 'minglu_casework' });
    expect(await casework.append(write('dossier/a', 0))).toMatchObject({ outcome: 'appended', position: 1 });
    await casework.close();
  });
});
