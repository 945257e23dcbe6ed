import { describeEventStore } from './behaviour.test.js';
import { postgresStore } from './postgres-store.js';
import { write } from './testing/appends.test.js';
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

  it('answers many look-ups at once, each for itself', async () => {
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

  it('acts in the role that its connection asks for', async () => {
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
