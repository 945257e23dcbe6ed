import { PassThrough, Writable } from 'node:stream';
import { LogWentBack, memoryStore, type EventStore } from '@minglu/event-store';
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
  const streams = (more: Partial<PublicStreamsOptions> = {}) =>
    publicStreams({ log: store, format: ({ position }) => `${position};`, pollMs: 5, ...more });
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
    const following = open.follow(one.to, 1);
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
    void open.follow(one.to, 0);
    await until(() => one.places().length === 250);
    expect(one.places()).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    open.close();
  });

  it('read the log once for all readers at one position', async () => {
    await record('PUBLIC');
    let asked = 0;
    const log = { head: store.head, readPublic: (after: number, limit: number) => ((asked += 1), store.readPublic(after, limit)) };
    const open = streams({ log });
    const readers = Array.from({ length: 50 }, reader);
    const following = readers.map(({ to }) => open.follow(to, 0));
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
    const following = open.follow(deaf, 0);
    expect(open.isFull()).toBe(true);
    await expect(following).rejects.toThrow('took nothing for 20 ms');
    expect(open.isFull()).toBe(false);
  });

  it('end for a reader that leaves before it has taken anything', async () => {
    await record(...Array.from({ length: 50 }, () => 'PUBLIC' as const));
    const deaf = new Writable({ highWaterMark: 8, write: () => undefined });
    const open = streams();
    const following = open.follow(deaf, 0);
    deaf.destroy();
    await following;
    expect(open.isFull()).toBe(false);
  });

  it('reject when the log cannot be read', async () => {
    const open = streams({ log: { ...store, readPublic: () => Promise.reject(new Error('the log is away')) } });
    await expect(open.follow(reader().to, 0)).rejects.toThrow('the log is away');
  });

  it('reject within a poll when the log has gone back, although there is nothing new', async () => {
    await record('PUBLIC');
    const log = { ...store, head: () => Promise.reject(new LogWentBack(1, 'the log ends at 0')) };
    await expect(streams({ log }).follow(reader().to, 0)).rejects.toThrow(LogWentBack);
  });

  it('hold back a damaged event and the later ones of its stream, until it is mended, and go on with other streams', async () => {
    await record('PUBLIC', 'PUBLIC', 'PUBLIC');
    await store.append(appendOf({ writes: [{ streamId: 'dossier/b', expectedVersion: 0, events: [event({}, 'PUBLIC')] }] }));
    let isDamaged = true;
    const readPublic: EventStore['readPublic'] = async (after, limit) =>
      (await store.readPublic(after, limit)).map((one) => (one.position === 2 && isDamaged ? { ...one, payload: '', damaged: true } : one));
    const open = publicReader({ readPublic });
    const shown = async (after: number) => (await open.read(after, 10)).events.map(({ position }) => position);
    expect(await shown(0)).toEqual([1, 4]);
    expect(await shown(2)).toEqual([4]);
    expect(await open.read(0, 3)).toMatchObject({ upTo: 3, isFull: true });
    isDamaged = false;
    expect(await shown(0)).toEqual([1, 2, 3, 4]);
  });

  it('send a comment as a heartbeat', async () => {
    const [open, one] = [streams({ heartbeatMs: 10 }), reader()];
    void open.follow(one.to, 0);
    await until(() => one.text().includes(': …'));
    open.close();
  });
});
