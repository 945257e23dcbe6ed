import { queues } from './queues.js';

describe('the queues', () => {
  it('let one at a time have a stream, in the order in which they came', async () => {
    const lines = queues();
    const had: number[] = [];
    let inside = 0;
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const release = await lines.take(['a']);
        inside += 1;
        expect(inside).toBe(1);
        await Promise.resolve();
        had.push(n);
        inside -= 1;
        release();
      }),
    );
    expect(had).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('keep nobody waiting for a stream that nobody has', async () => {
    const lines = queues();
    const release = await lines.take(['a', 'b']);
    const others = await Promise.all([lines.take(['c']), lines.take([]), lines.take(['d', 'd'])]);
    others.forEach((free) => free());
    release();
  });

  it('give several streams together, and never two that wait for each other', async () => {
    const lines = queues();
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
        const release = await lines.take(streams);
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
});
