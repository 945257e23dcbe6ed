import type { Instant } from '@minglu/kernel';
import type { SimulatedClock } from '@minglu/casework';
import type { System } from './system.js';

/** A system on a simulated clock: time passes only when it is told to, and whatever falls due on the way happens then. */
export interface Simulation {
  /** Fires what is due on the way, each at its own instant and in order; then settles at the instant itself. */
  readonly advanceTo: (instant: Instant) => Promise<void>;
  readonly settle: () => Promise<void>;
}

export const simulate = (system: Pick<System, 'clockwork' | 'settle'>, clock: SimulatedClock): Simulation => {
  const settle = async (): Promise<void> => {
    await system.settle(clock.now());
  };
  return {
    settle,
    advanceTo: async (instant) => {
      for (;;) {
        const due = await system.clockwork.nextDue();
        if (due === null || due > instant) break;
        if (due > clock.now()) clock.moveTo(due);
        if ((await system.clockwork.settle(clock.now())) === 0) throw new Error(`a timer due at ${due} does not fire`);
      }
      if (instant > clock.now()) clock.moveTo(instant);
      await settle();
    },
  };
};
