import { simulatedClock } from '@minglu/casework';
import { startBackgroundWork } from './background-work.js';
import type { System } from './system.js';

describe('a query after a command', () => {
  it('is refused if it waits too long, without a figure', async () => {
    const system = {
      catchUpReadModel: async () => 3,
      deadlineScheduler: { runDueDeadlines: async () => 0 },
      clockWatch: { isOn: () => false },
      store: { head: async () => 5 },
      sequencer: { start: () => undefined, wake: () => undefined, stop: async () => undefined },
    } as unknown as System;
    const work = startBackgroundWork(system, simulatedClock('2026-01-01T00:00:00.000Z'), () => undefined);
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
