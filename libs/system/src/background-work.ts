import type { TokenPosition } from '@minglu/http';
import type { Clock } from '@minglu/casework';
import { workLoop } from '@minglu/event-store';
import { isClockWrong } from './service/clock.js';
import { readModelWaiters } from './read-model-waiters.js';
import type { System } from './system.js';

/** The work of a system in service: it advances the read model and runs due deadlines, when woken and every second. */
export interface BackgroundWork {
  /** Hint that events were appended, so that the work does not wait for the next second. */
  readonly wake: () => void;
  /** Waits until the read model has reached a position of the log: see `ReadModelWaiters`. With a signal it ends when the log does not answer. */
  readonly waitForReadModel: (position: Pick<TokenPosition, 'position'>, patienceMs?: number, signal?: AbortSignal) => Promise<void>;
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
  const loop = (name: string, work: () => Promise<void>) =>
    workLoop({ work, pollMs: INTERVAL_MS, longestPauseMs: INTERVAL_MS, onError: (error) => onError(error, name) });
  // Two loops: a query does not wait for the deadlines, however many are due.
  const reading = loop('the read model', async () => {
    reached = await system.catchUpReadModel();
    waiters.wake();
  });
  const scheduling = loop('the deadline scheduler', async () => {
    // A wrong clock is reported by the watch; no deadline fires by it.
    if (await isClockWrong(system.clockWatch, clock.now())) return;
    if ((await system.deadlineScheduler.runDueDeadlines(clock.now())) > 0) reading.wake();
  });
  reading.start();
  scheduling.start();
  system.sequencer.start();

  return {
    wake: () => {
      reading.wake();
      scheduling.wake();
      system.sequencer.wake();
    },
    waitForReadModel: async ({ position }, patienceMs, signal) => {
      if (reached >= position) return;
      reading.wake();
      await waiters.waitFor(
        {
          isReached: () => reached >= position,
          ...(signal ? { isFed: () => system.store.within(signal).head() } : {}),
        },
        patienceMs,
        signal,
      );
    },
    lag: async () => ({ head: await system.store.head(), readModel: reached }),
    isProgressing: () => [reading, scheduling].every(({ lastSuccess }) => performance.now() - lastSuccess() < STANDSTILL_MS),
    stop: async () => {
      const ends = Promise.all([reading.stop(), scheduling.stop(), system.sequencer.stop()]);
      waiters.close();
      await ends;
    },
  };
};
