import { Final, keepRunning } from './keep-running.js';

describe('something that is kept running', () => {
  /** Runs `run` until `rounds` ends have been reported; returns the lines. */
  const reports = async (run: () => Promise<void>, rounds: number, calmMs: number): Promise<string[]> => {
    const stop = new AbortController();
    const lines: string[] = [];
    await keepRunning(run, {
      what: 'the part',
      signal: stop.signal,
      pauses: { firstMs: 1, longestMs: 4, calmMs },
      log: (line) => {
        lines.push(line.split(' / ')[1]!);
        if (lines.length === rounds) stop.abort();
      },
    });
    return lines;
  };

  it('is started again without end, after pauses that grow to the longest; the restarts are counted', async () => {
    const pauses = [1, 2, 4, 4, 4, 4].map((ms, index) => `restart ${index + 1} in ${ms / 1000} s`);
    expect(await reports(() => Promise.reject(new Error('no port')), 6, 60_000)).toEqual(pauses);
  });
  it('is started again after the first pause if it ran for long', async () => {
    const lines = await reports(() => Promise.resolve(), 3, 0);
    expect(lines).toEqual([1, 2, 3].map((count) => `restart ${count} in 0.001 s`));
  });
  it('is not started again after a stop, nor if a restart cannot help', async () => {
    let runs = 0;
    const stop = new AbortController();
    const options = { what: 'the part', log: () => undefined };
    await keepRunning(
      async () => {
        runs += 1;
        stop.abort();
      },
      { ...options, signal: stop.signal },
    );
    expect(runs).toBe(1);
    const wrong = new Final('PORT is no port');
    await expect(keepRunning(() => Promise.reject(wrong), { ...options, signal: new AbortController().signal })).rejects.toBe(wrong);
  });
});
