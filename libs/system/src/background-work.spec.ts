import { simulatedClock } from '@minglu/casework';
import { startBackgroundWork } from './background-work.js';
import type { System } from './system.js';

/** A system whose read model reaches the head of the log in each round. */
const systemWith = (catchUpReadModel: () => Promise<number>): System =>
  ({
    catchUpReadModel,
    deadlineScheduler: { runDueDeadlines: async () => 0 },
    clockWatch: { isOn: () => false },
    store: { head: async () => 5 },
    sequencer: { start: () => undefined, wake: () => undefined, stop: async () => undefined },
  }) as unknown as System;

describe('a query after a command', () => {
  it('ends the pause after a round of the read model; a hint does not', async () => {
    const anHour = 3_600_000;
    let rounds = 0;
    const work = startBackgroundWork(
      systemWith(async () => (rounds += 1)),
      simulatedClock('2026-01-01T00:00:00.000Z'),
      () => undefined,
      () => anHour,
    );
    try {
      await work.waitForReadModel({ position: 1 });
      for (let hints = 0; hints < 10; hints += 1) work.wake();
      await work.waitForReadModel({ position: 2 });
      expect(rounds).toBe(2);
      await work.waitForReadModel({ position: 3 });
      expect(rounds).toBe(3);
    } finally {
      await work.stop();
    }
  });

  it('is refused if it waits too long, without a figure', async () => {
    const work = startBackgroundWork(
      systemWith(async () => 3),
      simulatedClock('2026-01-01T00:00:00.000Z'),
      () => undefined,
    );
    try {
      await work.waitForReadModel({ position: 3 }, 1_000);
      await expect(work.waitForReadModel({ position: 5 }, 1)).rejects.toMatchObject({
        problem: { status: 504, code: 'not-caught-up', details: expect.not.objectContaining({ behind: expect.anything() }) },
      });
    } finally {
      await work.stop();
    }
  });
});
