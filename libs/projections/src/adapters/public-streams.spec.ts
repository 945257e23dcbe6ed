import { PassThrough, Writable } from 'node:stream';
import { memoryStore, type EventStore } from '@minglu/event-store';
import { appendOf, event } from '@minglu/event-store/testing';
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
    const log = { readPublic: (after: number, limit: number) => ((asked += 1), store.readPublic(after, limit)) };
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
    const open = streams({ log: { readPublic: () => Promise.reject(new Error('the log is away')) } });
    await expect(open.follow(reader().to, 0)).rejects.toThrow('the log is away');
  });

  it('send a comment as a heartbeat', async () => {
    const [open, one] = [streams({ heartbeatMs: 10 }), reader()];
    void open.follow(one.to, 0);
    await until(() => one.text().includes(': …'));
    open.close();
  });
});
