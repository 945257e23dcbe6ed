import type { Instant } from '@minglu/kernel';
import type { SimulatedClock } from '@minglu/casework';
import type { System } from './system.js';

/** A system on a simulated clock, which moves only by `advanceTo`. */
export interface Simulation {
  /** Moves the clock to an instant. Runs each deadline on the way at its own instant, in order, and then catches up. */
  readonly advanceTo: (instant: Instant) => Promise<void>;
  /** Runs the deadlines that are due at the present instant, and brings the read model up to date. */
  readonly catchUp: () => Promise<void>;
}

export const simulate = (system: Pick<System, 'deadlineScheduler' | 'runUntil'>, clock: SimulatedClock): Simulation => {
  const catchUp = async (): Promise<void> => {
    await system.runUntil(clock.now());
  };
  return {
    catchUp,
    advanceTo: async (instant) => {
      for (;;) {
        const due = await system.deadlineScheduler.nextDue();
        if (due === null || due > instant) break;
        if (due > clock.now()) clock.moveTo(due);
        if ((await system.deadlineScheduler.runDueDeadlines(clock.now())) === 0) throw new Error(`a timer due at ${due} does not fire`);
      }
      if (instant > clock.now()) clock.moveTo(instant);
      await catchUp();
    },
  };
};
