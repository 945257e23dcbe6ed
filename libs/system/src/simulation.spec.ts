import type { Instant } from '@minglu/kernel';
import { simulatedClock } from '@minglu/casework';
import { simulate } from './simulation.js';
import type { System } from './system.js';

const START = '2025-01-01T00:00:00.000Z';

/** A system of timers alone: each, when it fires, may set others. */
const timers = (due: Readonly<Record<Instant, readonly Instant[]>>, fires: (instant: Instant) => boolean = () => true) => {
  const open = new Set(Object.keys(due));
  const fired: string[] = [];
  const settle = async (now: Instant): Promise<number> => {
    let count = 0;
    for (const instant of [...open].sort()) {
      if (instant > now || !fires(instant)) continue;
      open.delete(instant);
      fired.push(`${instant} at ${now}`);
      for (const next of due[instant] ?? []) open.add(next);
      count += 1;
    }
    return count;
  };
  const settled: Instant[] = [];
  const system = {
    clockwork: { settle, nextDue: async () => [...open].sort()[0] ?? null },
    settle: async (now: Instant) => {
      settled.push(now);
      return settle(now);
    },
  } as unknown as System;
  return { system, fired, settled };
};

describe('a simulation', () => {
  it('fires what is due on the way at its own instant, in order, also what that sets in turn, and settles at the end', async () => {
    const { system, fired, settled } = timers({
      '2025-01-03T00:00:00.000Z': ['2025-01-04T00:00:00.000Z', '2025-02-01T00:00:00.000Z'],
      '2025-01-02T00:00:00.000Z': [],
      '2025-01-05T00:00:00.000Z': [],
    });
    const clock = simulatedClock(START);
    await simulate(system, clock).advanceTo('2025-01-05T00:00:00.000Z');
    expect(fired).toEqual(['02', '03', '04', '05'].map((day) => `2025-01-${day}T00:00:00.000Z at 2025-01-${day}T00:00:00.000Z`));
    expect(clock.now()).toBe('2025-01-05T00:00:00.000Z');
    expect(settled).toEqual(['2025-01-05T00:00:00.000Z']);
  });

  it('fires at the present instant what was overdue when it began, and does not turn the clock back', async () => {
    const { system, fired } = timers({ '2024-06-01T00:00:00.000Z': [] });
    const clock = simulatedClock(START);
    await simulate(system, clock).advanceTo(START);
    expect(fired).toEqual([`2024-06-01T00:00:00.000Z at ${START}`]);
    expect(() => clock.moveTo('2024-12-31T00:00:00.000Z')).toThrow('cannot go back');
  });

  it('says so when a timer does not fire', async () => {
    const { system } = timers({ '2025-01-02T00:00:00.000Z': [] }, () => false);
    await expect(simulate(system, simulatedClock(START)).advanceTo('2025-01-03T00:00:00.000Z')).rejects.toThrow('does not fire');
  });
});
