import { PassThrough, Writable } from 'node:stream';
import { LogWentBack, memoryStore, OtherBranch, placeAt, type EventStore, type StoredEvent } from '@minglu/event-store';
import { appendOf, event } from '@minglu/event-store/testing';
import { publicReader } from './public-reader.js';
import { publicStreams, type PublicStreamsOptions } from './public-streams.js';

describe('streams of public events', () => {
  let store: EventStore;
  let version = 0;
  const record = async (...levels: ('PUBLIC' | 'INTERNAL')[]) => {
    const events = levels.map((level) => event({}, level));
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: version, events }] }));
    version += levels.length;
  };
  const streams = (more: Partial<PublicStreamsOptions> = {}, log: Partial<EventStore> = {}) =>
    publicStreams({ reader: publicReader({ ...store, ...log }), format: ({ place }) => `${place.position};`, pollMs: 5, ...more });
  const reader = () => {
    const to = new PassThrough();
    let text = '';
    to.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { to, places: () => [...text.matchAll(/(\d+);/g)].map(([, place]) => Number(place)), text: () => text };
  };
  const until = async (done: () => boolean) => {
    for (let n = 0; n < 2_000 && !done(); n += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(done()).toBe(true);
  };
  beforeEach(() => {
    [store, version] = [memoryStore(), 0];
  });

  it('give the public events after a position, and then each new one', async () => {
    await record('PUBLIC', 'INTERNAL', 'PUBLIC', 'PUBLIC');
    const [open, one] = [streams(), reader()];
    const following = open.follow(one.to, await placeAt(store, 1));
    await until(() => one.places().length === 2);
    await record('INTERNAL', 'PUBLIC');
    await until(() => one.places().length === 3);
    open.close();
    await following;
    expect(one.places()).toEqual([3, 4, 6]);
    expect(one.text()).toContain('retry: ');
  });

  it('give several pages without a pause between them', async () => {
    await record(...Array.from({ length: 250 }, () => 'PUBLIC' as const));
    const [open, one] = [streams({ pollMs: 60_000 }), reader()];
    void open.follow(one.to, null);
    await until(() => one.places().length === 250);
    expect(one.places()).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    open.close();
  });

  it('read the log once for all readers at one position', async () => {
    await record('PUBLIC');
    let asked = 0;
    const open = streams({}, { readPublic: (after, limit) => ((asked += 1), store.readPublic(after, limit)) });
    const readers = Array.from({ length: 50 }, reader);
    const following = readers.map(({ to }) => open.follow(to, null));
    await until(() => asked >= 5);
    const before = asked;
    await record('PUBLIC');
    await until(() => readers.every(({ places }) => places().length === 2));
    expect(asked - before).toBeLessThan(50);
    open.close();
    await Promise.all(following);
  });

  it('drop a reader that takes nothing', async () => {
    await record(...Array.from({ length: 50 }, () => 'PUBLIC' as const));
    const deaf = new Writable({ highWaterMark: 8, write: () => undefined });
    const open = streams({ patienceMs: 20, maxReaders: 1 });
    const following = open.follow(deaf, null);
    expect(open.isFull()).toBe(true);
    await expect(following).rejects.toThrow('took nothing for 20 ms');
    expect(open.isFull()).toBe(false);
  });

  it('end for a reader that leaves before it has taken anything', async () => {
    await record(...Array.from({ length: 50 }, () => 'PUBLIC' as const));
    const deaf = new Writable({ highWaterMark: 8, write: () => undefined });
    const open = streams();
    const following = open.follow(deaf, null);
    deaf.destroy();
    await following;
    expect(open.isFull()).toBe(false);
  });

  it('reject when the log cannot be read', async () => {
    const open = streams({}, { readPublic: () => Promise.reject(new Error('the log is away')) });
    await expect(open.follow(reader().to, null)).rejects.toThrow('the log is away');
  });

  it('reject within a poll when the log has gone back, although there is nothing new', async () => {
    await record('PUBLIC');
    let hasGoneBack = false;
    const look: EventStore['look'] = (position) => {
      if (hasGoneBack) throw new LogWentBack(1, 'the log ends at 0');
      return store.look(position);
    };
    const one = reader();
    const following = streams({}, { look }).follow(one.to, null);
    await until(() => one.places().length === 1);
    hasGoneBack = true;
    await expect(following).rejects.toThrow(LogWentBack);
  });

  it('reject within a poll when the log was put back and another event stands at the place of the reader', async () => {
    await record('PUBLIC', 'PUBLIC');
    const copy = { ...(await store.identity()), events: await store.readPublic(0, 1) };
    const one = reader();
    let log = store;
    const following = streams({}, { readPublic: (...args) => log.readPublic(...args), look: (at) => log.look(at) }).follow(one.to, null);
    await until(() => one.places().length === 2);
    [log, version] = [memoryStore(copy), 1];
    store = log;
    await record('PUBLIC', 'PUBLIC');
    await expect(following).rejects.toThrow(OtherBranch);
    expect(one.places()).toEqual([1, 2]);
  });

  it('name the public event before each, also when that was read with an earlier page or stands behind events that are not public', async () => {
    await record('PUBLIC', 'INTERNAL', 'PUBLIC', 'PUBLIC');
    const open = publicReader(store);
    const all = (await open.read(null, 10)).items;
    expect(all.map(({ predecessor }) => predecessor?.length ?? null)).toEqual([null, 64, 64]);
    expect(new Set(all.map(({ predecessor }) => predecessor)).size).toBe(3);
    expect((await open.read(all[0]!.place, 10)).items).toEqual(all.slice(1));
    expect((await open.read(all[1]!.place, 1)).items).toEqual(all.slice(2));
  });

  it('hold back a damaged event and the later ones of its stream, until it is mended, and go on with other streams', async () => {
    await record('PUBLIC', 'PUBLIC', 'PUBLIC');
    await store.append(appendOf({ writes: [{ streamId: 'dossier/b', expectedVersion: 0, events: [event({}, 'PUBLIC')] }] }));
    let isDamaged = true;
    const damage = (one: StoredEvent): StoredEvent =>
      one.position === 2 && isDamaged ? { ...one, payload: '', metadata: '', damaged: true } : one;
    const log = {
      ...store,
      readPublic: async (after: number, limit: number) => (await store.readPublic(after, limit)).map(damage),
      findPublic: async (wanted: Parameters<EventStore['findPublic']>[0]) => (await store.findPublic(wanted)).map(damage),
    };
    const open = publicReader(log);
    const shown = async (after: number, by = open) =>
      (await by.read(after === 0 ? null : await placeAt(store, after), 10)).items.map(({ place }) => place.position);
    expect(await shown(0)).toEqual([1, 4]);
    expect(await shown(2)).toEqual([4]);
    expect(await open.read(null, 3)).toMatchObject({ upTo: { position: 3 }, isFull: true });
    // Also by a process that has not read the damaged event itself.
    expect(await shown(2, publicReader(log))).toEqual([4]);
    isDamaged = false;
    expect(await shown(2)).toEqual([3, 4]);
    expect(await shown(0)).toEqual([1, 2, 3, 4]);
  });

  it('send a comment as a heartbeat', async () => {
    const [open, one] = [streams({ heartbeatMs: 10 }), reader()];
    void open.follow(one.to, null);
    await until(() => one.text().includes(': …'));
    open.close();
  });
});
