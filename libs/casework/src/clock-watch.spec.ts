import { instantOf } from '@minglu/kernel';
import { clockWatch, ClockWrong } from './clock-watch.js';

const START = Date.parse('2025-09-26T01:00:00.000Z');
const MINUTE = 60_000;

describe('the watch of the clocks', () => {
  let lines: string[];
  /** Milliseconds since the start, by each clock. */
  let clocks: { steady: number; database: number; process: number; recorded: number | null };
  let asked: number;
  const pass = (ms: number) => {
    for (const one of ['steady', 'database', 'process'] as const) clocks[one] += ms;
  };
  const now = () => instantOf(START + clocks.process);
  const watch = () => {
    const it = clockWatch({
      log: {
        clock: async () => {
          asked += 1;
          const { database, recorded } = clocks;
          return { database: instantOf(START + database), lastRecorded: recorded === null ? null : instantOf(START + recorded) };
        },
      },
      steady: () => clocks.steady,
      onDifference: (line) => void lines.push(line),
    });
    it.start();
    return it;
  };
  beforeEach(() => {
    [lines, clocks, asked] = [[], { steady: 0, database: 0, process: 0, recorded: null }, 0];
  });

  it('lets everything pass while the clocks agree, and asks the database every few seconds only', async () => {
    const it = watch();
    clocks.recorded = -30 * 24 * 60 * MINUTE;
    for (let n = 0; n < 100; n += 1) {
      await it.check(now());
      pass(100);
    }
    expect(asked).toBe(2);
    expect(lines).toEqual([]);
  });

  it.each([
    ['ahead', 30 * 24 * 60 * MINUTE],
    ['behind', -61_000],
  ])('holds all work while the process is %s, from the instant of the jump until it is right again', async (_, jump) => {
    const it = watch();
    await it.check(now());
    clocks.process += jump;
    await expect(it.check(now())).rejects.toThrow(ClockWrong);
    expect(await it.state(now())).toMatchObject({ process: jump / 1_000, wrong: { of: 'process' } });
    clocks.process -= jump;
    await it.check(now());
    expect(lines).toEqual([`the clock of this process is ${jump / 1_000} s off the clock of the database`]);
  });

  it('holds work for a start with a wrong clock', async () => {
    clocks.process += 8 * 24 * 60 * MINUTE;
    await expect(watch().check(now())).rejects.toThrow('691200 s off');
  });

  it('reports a difference of more than five seconds once, and works on', async () => {
    const it = watch();
    clocks.process += 6_000;
    for (let n = 0; n < 3; n += 1) await it.check(now());
    expect(lines).toEqual(['the clock of this process is 6 s off the clock of the database']);
    clocks.process -= 6_000;
    await it.check(now());
    clocks.process += 7_000;
    await it.check(now());
    expect(lines).toHaveLength(2);
  });

  it('holds work while the last instant of the log lies in the future, but not the command that says that it is wrong', async () => {
    const it = watch();
    clocks.recorded = 10 * MINUTE;
    await expect(it.check(now())).rejects.toMatchObject({ of: 'log', seconds: 600 });
    await it.check(now(), { acceptLog: true });
    clocks.recorded = 0; // recorded by the clock of the database
    await it.check(now());
    clocks.process += 2 * MINUTE;
    await expect(it.check(now(), { acceptLog: true })).rejects.toMatchObject({ of: 'process' });
  });

  it('asks once for all commands that wait', async () => {
    const it = watch();
    await Promise.all(Array.from({ length: 50 }, () => it.check(now())));
    expect(asked).toBe(1);
  });

  it('compares nothing before it is started', async () => {
    clocks.process += 60 * MINUTE;
    const idle = clockWatch({ log: { clock: () => Promise.reject(new Error('not asked')) }, onDifference: () => undefined });
    await idle.check(now());
    expect(idle.isOn()).toBe(false);
  });
});
