import { workLoop, type WorkLoop } from './work-loop.js';

const FOREVER = 3_600_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Waits until `holds`, and a little longer to see that no further round follows. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let n = 0; n < 1_000 && !holds(); n += 1) await pause(2);
  await pause(20);
};

describe('a work loop', () => {
  let loop: WorkLoop;
  let rounds: number;
  const counting = (pollMs: number) =>
    workLoop({
      pollMs,
      onError: () => undefined,
      work: async () => {
        rounds += 1;
      },
    });
  beforeEach(() => {
    rounds = 0;
  });
  afterEach(() => loop.stop());

  it('does a round at its start, after each pause, and at once when it is woken', async () => {
    loop = counting(FOREVER);
    loop.start();
    await until(() => rounds === 1);
    expect(rounds).toBe(1);
    loop.wake();
    await until(() => rounds === 2);
    expect(rounds).toBe(2);
    await loop.stop();
    loop = counting(1);
    loop.start();
    rounds = 0;
    await until(() => rounds > 3);
    expect(rounds).toBeGreaterThan(3);
  });

  it('that is woken during a round does one more, and one that was woken before its start does not', async () => {
    loop = workLoop({
      pollMs: FOREVER,
      onError: () => undefined,
      work: async () => {
        rounds += 1;
        if (rounds === 1) loop.wake();
      },
    });
    loop.wake();
    loop.start();
    await until(() => rounds === 2);
    expect(rounds).toBe(2);
  });

  it('does not pause while there is more to do', async () => {
    loop = workLoop({ pollMs: FOREVER, onError: () => undefined, work: async () => (rounds += 1) < 5 });
    loop.start();
    await until(() => rounds === 5);
    expect(rounds).toBe(5);
  });

  it('repeats a round that failed with any error, with pauses that grow and start again after a success', async () => {
    const failures: [unknown, number][] = [];
    const errors = [new TypeError('a'), 'not an Error', null, new Error('d')];
    loop = workLoop({
      pollMs: FOREVER,
      firstPauseMs: 1,
      longestPauseMs: 2,
      onError: (...one) => void failures.push(one),
      work: async () => {
        rounds += 1;
        if (rounds === 3) return true;
        const error = errors[failures.length];
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a handler may throw anything
        if (error !== undefined) throw error;
        return false;
      },
    });
    const created = loop.lastSuccess();
    loop.start();
    await until(() => rounds === 6);
    expect(failures).toEqual([
      [errors[0], 1],
      [errors[1], 2],
      [errors[2], 1],
      [errors[3], 2],
    ]);
    expect(rounds).toBe(6);
    expect(loop.lastSuccess()).toBeGreaterThan(created);
  });

  it('stops during a pause, during backoff, and when the round in progress is done, and can be started again', async () => {
    loop = counting(FOREVER);
    loop.start();
    await until(() => rounds === 1);
    await loop.stop();
    let failures = 0;
    loop = workLoop({
      pollMs: FOREVER,
      firstPauseMs: FOREVER,
      longestPauseMs: FOREVER,
      onError: () => void (failures += 1),
      work: () => Promise.reject(new Error()),
    });
    loop.start();
    await until(() => failures === 1);
    await loop.stop();
    rounds = 0;
    let finish: (() => void) | undefined;
    const reported: unknown[] = [];
    loop = workLoop({
      pollMs: FOREVER,
      onError: (error) => reported.push(error),
      work: async (signal) => {
        await new Promise<void>((resolve) => (finish = resolve));
        rounds += 1;
        if (signal.aborted) throw new Error('after the stop');
      },
    });
    loop.start();
    await until(() => finish !== undefined);
    const stopped = loop.stop();
    expect(rounds).toBe(0);
    finish!();
    await stopped;
    expect([rounds, reported]).toEqual([1, []]);
    finish = undefined;
    loop.start();
    await until(() => finish !== undefined);
    finish!();
    await loop.stop();
    expect(rounds).toBe(2);
  });
});
