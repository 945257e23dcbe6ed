import type { Place } from '@minglu/http';
import type { Clock } from '@minglu/casework';
import { readModelWaiters } from './read-model-waiters.js';
import type { System } from './system.js';

/** The work of a system in service: it advances the read model and runs due deadlines, when woken and every second. */
export interface BackgroundWork {
  /** Hint that events were appended, so that the work does not wait for the next second. */
  readonly wake: () => void;
  /** Waits until the read model has reached a position of the log. Rejects with 504 after `patienceMs`. */
  readonly waitForReadModel: (place: Pick<Place, 'position'>, patienceMs?: number) => Promise<void>;
  /** Positions of the log and of the read model. */
  readonly lag: () => Promise<{ readonly head: number; readonly readModel: number }>;
  /** True if both work loops had a successful round in the last 30 seconds. */
  readonly isProgressing: () => boolean;
  readonly stop: () => Promise<void>;
}

const INTERVAL_MS = 1_000;
/** A work loop without a successful round for so long is at a standstill. */
const STANDSTILL_MS = 30_000;

export const startBackgroundWork = (system: System, clock: Clock, onError: (error: unknown, where: string) => void): BackgroundWork => {
  let reached = 0;
  const waiters = readModelWaiters();
  // Two loops: a query does not wait for the deadlines, however many are due.
  const reading = pump('the read model', onError, async () => {
    reached = await system.catchUpReadModel();
    waiters.wake();
  });
  const scheduling = pump('the deadline scheduler', onError, async () => {
    if ((await system.deadlineScheduler.runDueDeadlines(clock.now())) > 0) reading.nudge();
  });
  const wake = (): void => {
    reading.nudge();
    scheduling.nudge();
  };
  const timer = setInterval(wake, INTERVAL_MS);
  wake();

  return {
    wake,
    waitForReadModel: async ({ position }, patienceMs) => {
      if (reached >= position) return;
      reading.nudge();
      await waiters.waitFor(
        {
          isReached: () => reached >= position,
          // The lag that /health shows. The distance to `position` would reveal how much else was recorded.
          behind: async () => Math.max(0, (await system.store.head()) - reached),
        },
        patienceMs,
      );
    },
    lag: async () => ({ head: await system.store.head(), readModel: reached }),
    isProgressing: () => [reading, scheduling].every(({ lastSuccess }) => performance.now() - lastSuccess() < STANDSTILL_MS),
    stop: async () => {
      clearInterval(timer);
      const ends = Promise.all([reading.stop(), scheduling.stop()]);
      waiters.close();
      await ends;
    },
  };
};

/** Does its work when nudged, one round at a time; a nudge during a round makes one more. What fails is told and tried at the next nudge. */
export const pump = (name: string, onError: (error: unknown, where: string) => void, work: () => Promise<void>) => {
  let again = false;
  let stopped = false;
  let last = performance.now();
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (again && !stopped) {
      again = false;
      try {
        await work();
        last = performance.now();
      } catch (error) {
        onError(error, name);
      }
    }
    running = null;
  };
  return {
    nudge: () => {
      again = true;
      running ??= run();
    },
    lastSuccess: () => last,
    stopped: () => stopped,
    stop: async () => {
      stopped = true;
      await running;
    },
  };
};
