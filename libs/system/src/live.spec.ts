import { simulatedClock } from '@minglu/casework';
import { goLive } from './live.js';
import type { System } from './system.js';

describe('a question after a command', () => {
  it('that the read model does not reach in time is told how far behind it is', async () => {
    const system = {
      refresh: async () => 3,
      clockwork: { settle: async () => 0 },
      store: { head: async () => 5 },
    } as unknown as System;
    const live = goLive(system, simulatedClock('2026-01-01T00:00:00.000Z'), () => undefined);
    try {
      await live.caughtUp({ position: 3 }, 1_000);
      await expect(live.caughtUp({ position: 5 }, 1)).rejects.toMatchObject({
        problem: { status: 504, code: 'not-caught-up', details: { behind: 2 } },
      });
    } finally {
      await live.stop();
    }
  });
});
