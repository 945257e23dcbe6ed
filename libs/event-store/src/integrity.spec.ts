import { eventRegistry } from '@minglu/kernel';
import { decodeStored, metadataIn } from './decoding.js';
import { DamagedEvent, LogWentBack } from './log-watch.js';
import type { EventStore, LogFault } from './port.js';
import { postgresStore } from './postgres-store.js';
import { appendOf, collect, event, write } from './testing/appends.test.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';
import { tamper } from './testing/tamper.test.js';

describeOnPostgres('a log that was changed behind its back', () => {
  let database: Database;
  let store: EventStore;
  let faults: LogFault[];
  const open = () => postgresStore({ connection: database.connection, readers: 2, onFault: (fault) => void faults.push(fault) });
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await emptyLog(database);
    [store, faults] = [open(), []];
    for (const id of ['a', 'b']) {
      const events = [1, 2].map((n) => event({ n }, 'PUBLIC'));
      await store.append(appendOf({ writes: [{ streamId: `dossier/${id}`, expectedVersion: 0, events }] }));
    }
  });
  afterEach(() => store.close());

  describe.each(['payload', 'metadata'])('in the %s of an event', (column) => {
    beforeEach(() => tamper(database, `UPDATE events SET ${column} = replace(${column}, '{', '{"x":1,') WHERE position = 2`));

    it('rejects the question about its stream, and answers those about others in the same batch', async () => {
      const [damaged, sound] = await Promise.allSettled([store.readStream('dossier/a'), store.readStream('dossier/b')]);
      expect(damaged).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('position 2') as string } });
      expect(sound).toMatchObject({ status: 'fulfilled', value: [{ position: 3 }, { position: 4 }] });
      const { eventId } = (await collect(store.readAll()))[1]!;
      await expect(store.findEvents([eventId])).rejects.toThrow(DamagedEvent);
    });

    it.each(['readAll', 'readPublic'] as const)(
      'shows to a reader of all events that it is there, but not what it says (%s)',
      async (read) => {
        const events = read === 'readAll' ? await collect(store.readAll()) : await store.readPublic(0, 10);
        expect(events.map(({ damaged = false, payload }) => [damaged, payload])).toEqual([
          [false, '{"n":1}'],
          [true, ''],
          [false, '{"n":1}'],
          [false, '{"n":2}'],
        ]);
        expect(() => metadataIn(events[1]!)).toThrow(DamagedEvent);
        expect(() => decodeStored(events[1]!, eventRegistry({}))).toThrow(DamagedEvent);
      },
    );

    it('is reported once, and stands until the event has its bytes again', async () => {
      for (let n = 0; n < 2; n += 1) await collect(store.readAll());
      expect(faults).toMatchObject([{ position: 2, kind: 'damaged' }]);
      expect(await store.faults()).toEqual(faults);
      await tamper(database, `UPDATE events SET ${column} = replace(${column}, '"x":1,', '') WHERE position = 2`);
      expect(await store.faults()).toEqual([]);
    });
  });

  it('has a gap where an event was deleted: a reader of all events does not go on behind it', async () => {
    await tamper(database, 'DELETE FROM events WHERE position = 3');
    await expect(collect(store.readAll())).rejects.toThrow('no event has position 3');
    await expect(collect(store.readStreams({ upTo: 4 }))).rejects.toThrow('no event has position 3');
    expect(await store.faults()).toMatchObject([{ position: 3, kind: 'missing' }]);
  });

  it.each([
    ['ends earlier', 'DELETE FROM events WHERE position > 2', 'the log ends at 2'],
    [
      'has another event at a known position',
      `UPDATE events SET content_hash = sha256('other') WHERE position = 4`,
      'another event stands there',
    ],
    ['lacks a known position', 'UPDATE events SET position = 9 WHERE position = 4', 'is missing'],
  ])('%s: each reader that asks for the head is told', async (_, sql, found) => {
    expect(await store.head()).toBe(4);
    await tamper(database, sql);
    await expect(store.head()).rejects.toThrow(LogWentBack);
    await expect(store.head()).rejects.toThrow(found);
    await expect(store.look(2)).rejects.toThrow(found);
    await expect(collect(store.readAll({ after: 2 }))).rejects.toThrow(LogWentBack);
    expect(await store.faults()).toMatchObject([{ position: 4, kind: 'went-back' }]);
    expect(faults).toHaveLength(1);
  });

  it('is not written by a process that has seen more of it, and takes what that process writes once it has it again', async () => {
    await tamper(database, 'UPDATE events SET position = 9 WHERE position = 4');
    await expect(store.append(write('dossier/c', 0))).rejects.toThrow(LogWentBack);
    expect(faults).toMatchObject([{ position: 4, kind: 'went-back' }]);
    await tamper(database, 'UPDATE events SET position = 4 WHERE position = 9');
    expect(await store.append(write('dossier/c', 0))).toMatchObject({ outcome: 'appended', position: 5 });
  });

  it('is not hidden by the events that come on the other branch', async () => {
    await tamper(database, 'DELETE FROM events WHERE position > 2');
    await expect(store.head()).rejects.toThrow(LogWentBack);
    const other = open();
    await other.append(write('dossier/c', 0, {}, 5));
    await store.readStream('dossier/c');
    await expect(store.head()).rejects.toThrow('position 4 was seen before, but another event stands there');
    await other.close();
  });

  it('is well again when it has what was seen', async () => {
    await tamper(database, 'UPDATE events SET position = 9 WHERE position = 4');
    await expect(store.head()).rejects.toThrow(LogWentBack);
    await tamper(database, 'UPDATE events SET position = 4 WHERE position = 9');
    expect(await store.head()).toBe(4);
    expect(await store.faults()).toEqual([]);
  });
});
