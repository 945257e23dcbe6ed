import { streamQueues } from './stream-queues.js';

describe('the stream queues', () => {
  it('give a stream to one holder at a time, in the order of the calls', async () => {
    const queues = streamQueues();
    const order: number[] = [];
    let holders = 0;
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const release = await queues.acquire(['a']);
        holders += 1;
        expect(holders).toBe(1);
        await Promise.resolve();
        order.push(n);
        holders -= 1;
        release();
      }),
    );
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('give a free stream at once, also while other streams are held', async () => {
    const queues = streamQueues();
    const release = await queues.acquire(['a', 'b']);
    const others = await Promise.all([queues.acquire(['c']), queues.acquire([]), queues.acquire(['d', 'd'])]);
    others.forEach((free) => free());
    release();
  });

  it('give several streams together without a deadlock, in any order of names', async () => {
    const queues = streamQueues();
    const orders = [
      ['a', 'b'],
      ['b', 'a'],
      ['c', 'a'],
      ['b', 'c'],
      ['c', 'b', 'a'],
    ];
    const held = new Set<string>();
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const streams = orders[n % orders.length]!;
        const release = await queues.acquire(streams);
        for (const stream of streams) {
          expect(held.has(stream)).toBe(false);
          held.add(stream);
        }
        await new Promise((resolve) => setImmediate(resolve));
        for (const stream of streams) held.delete(stream);
        release();
      }),
    );
  });

  it('are left by a waiter whose signal aborts; the waiters behind it still come after the holder', async () => {
    const queues = streamQueues();
    const release = await queues.acquire(['a', 'b']);
    const leaving = new AbortController();
    const left = queues.acquire(['a'], leaving.signal);
    let isHeld = false;
    const behind = queues.acquire(['a', 'b']).then((free) => {
      isHeld = true;
      return free;
    });
    leaving.abort(new Error('the caller is gone'));
    await expect(left).rejects.toThrow('the caller is gone');
    const after = queues.acquire(['b']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isHeld).toBe(false);
    release();
    (await behind)();
    (await after)();
    (await queues.acquire(['a', 'b']))();
  });
});
