import type { Instant } from '@minglu/kernel';
import { simulatedClock } from '@minglu/casework';
import { simulate } from './simulation.js';
import type { System } from './system.js';

const START = '2025-01-01T00:00:00.000Z';

/** A system with timers alone. A timer may set others when it fires. */
const timers = (due: Readonly<Record<Instant, readonly Instant[]>>, fires: (instant: Instant) => boolean = () => true) => {
  const open = new Set(Object.keys(due));
  const fired: string[] = [];
  const runDueDeadlines = async (now: Instant): Promise<number> => {
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
  const ranUntil: Instant[] = [];
  const system = {
    deadlineScheduler: { runDueDeadlines, nextDue: async () => [...open].sort()[0] ?? null },
    runUntil: async (now: Instant) => {
      ranUntil.push(now);
      return runDueDeadlines(now);
    },
  } as unknown as System;
  return { system, fired, ranUntil };
};

describe('a simulation', () => {
  it('fires each timer on the way at its own instant, in order, and also the timers that they set', async () => {
    const { system, fired, ranUntil } = timers({
      '2025-01-03T00:00:00.000Z': ['2025-01-04T00:00:00.000Z', '2025-02-01T00:00:00.000Z'],
      '2025-01-02T00:00:00.000Z': [],
      '2025-01-05T00:00:00.000Z': [],
    });
    const clock = simulatedClock(START);
    await simulate(system, clock).advanceTo('2025-01-05T00:00:00.000Z');
    expect(fired).toEqual(['02', '03', '04', '05'].map((day) => `2025-01-${day}T00:00:00.000Z at 2025-01-${day}T00:00:00.000Z`));
    expect(clock.now()).toBe('2025-01-05T00:00:00.000Z');
    expect(ranUntil).toEqual(['2025-01-05T00:00:00.000Z']);
  });

  it('fires an overdue timer at the present instant, and does not turn the clock back', async () => {
    const { system, fired } = timers({ '2024-06-01T00:00:00.000Z': [] });
    const clock = simulatedClock(START);
    await simulate(system, clock).advanceTo(START);
    expect(fired).toEqual([`2024-06-01T00:00:00.000Z at ${START}`]);
    expect(() => clock.moveTo('2024-12-31T00:00:00.000Z')).toThrow('cannot go back');
  });

  it('throws if a due timer does not fire', async () => {
    const { system } = timers({ '2025-01-02T00:00:00.000Z': [] }, () => false);
    await expect(simulate(system, simulatedClock(START)).advanceTo('2025-01-03T00:00:00.000Z')).rejects.toThrow('does not fire');
  });
});
