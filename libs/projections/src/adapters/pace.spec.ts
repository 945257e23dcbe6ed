import { paced } from './pace.js';

/** Work that takes at least a millisecond. */
const busy = (): void => {
  for (const since = performance.now(); performance.now() - since < 1;);
};

describe('work in slices', () => {
  it('lets others have their turn in between, and does all of it in order', async () => {
    let [turns, isOver] = [0, false];
    const others = (): void => {
      turns += 1;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    const done: number[] = [];
    await paced(
      Array.from({ length: 80 }, (_, n) => n),
      (n) => {
        busy();
        done.push(n);
      },
    );
    isOver = true;
    expect(done).toEqual(Array.from({ length: 80 }, (_, n) => n));
    expect(turns).toBeGreaterThanOrEqual(9);
  });
  it('ends early with the reason of the signal', async () => {
    const ending = new AbortController();
    let done = 0;
    const work = paced(
      Array.from({ length: 1_000 }),
      () => {
        busy();
        done += 1;
        if (done === 20) ending.abort(new Error('time is over'));
      },
      ending.signal,
    );
    await expect(work).rejects.toThrow('time is over');
    expect(done).toBeLessThan(100);
  });
});
