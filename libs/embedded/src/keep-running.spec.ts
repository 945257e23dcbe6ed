import { Final, keepRunning } from './keep-running.js';

describe('something that is kept running', () => {
  /** Runs `run` until `rounds` ends have been reported; returns the reasons and pauses. */
  const reports = async (run: () => Promise<void>, rounds: number, calmMs: number): Promise<[string, number][]> => {
    const stop = new AbortController();
    const seen: [string, number][] = [];
    await keepRunning(run, {
      signal: stop.signal,
      pauses: { firstMs: 1, longestMs: 4, calmMs },
      onEnd: (reason, pause) => {
        seen.push([reason, pause]);
        if (seen.length === rounds) stop.abort();
      },
    });
    return seen;
  };

  it('is started again without end, after pauses that grow to the longest', async () => {
    const pauses = (await reports(() => Promise.reject(new Error('no port')), 6, 60_000)).map(([, pause]) => pause);
    expect(pauses).toEqual([1, 2, 4, 4, 4, 4]);
  });
  it('is started again after the first pause if it ran for long', async () => {
    expect(await reports(() => Promise.resolve(), 3, 0)).toEqual(Array(3).fill(['it ended', 1]));
  });
  it('is not started again after a stop, nor if a restart cannot help', async () => {
    let runs = 0;
    const stop = new AbortController();
    await keepRunning(
      async () => {
        runs += 1;
        stop.abort();
      },
      { signal: stop.signal },
    );
    expect(runs).toBe(1);
    const wrong = new Final('PORT is no port');
    await expect(keepRunning(() => Promise.reject(wrong), { signal: new AbortController().signal })).rejects.toBe(wrong);
  });
});
