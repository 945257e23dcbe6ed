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
/**
 * A round is followed by a pause of so many times its own length. Under load more events then share the statements and the commit of a round, and
 * commands keep the machine. A query that waits for the read model gets its rounds without a pause.
 */
const TIMES = { reading: 3, scheduling: 9 } as const;
const LONGEST_PAUSE_MS = 250;
type PauseMs = (roundMs: number, times: number) => number;
const pauseAfter: PauseMs = (roundMs, times) => Math.min(times * roundMs, LONGEST_PAUSE_MS);

/** The pauses of one loop. */
const pauses = () => {
  let hurried = 0;
  let end = (): void => undefined;
  return {
    /** Resolves after the time, and early when the signal aborts or someone waits for the loop. */
    take: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (hurried > 0 || signal.aborted) return resolve();
        const timer = setTimeout(() => end(), ms);
        end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        signal.addEventListener('abort', end, { once: true });
      }),
    /** There is no pause until this work is done. */
    without: async (work: () => Promise<void>): Promise<void> => {
      hurried += 1;
      end();
      try {
        await work();
      } finally {
        hurried -= 1;
      }
    },
  };
};

/** @param pauseMs of the pause after a round */
export const startBackgroundWork = (
  system: System,
  clock: Clock,
  onError: (error: unknown, where: string) => void,
  pauseMs = pauseAfter,
): BackgroundWork => {
  let reached = 0;
  const waiters = readModelWaiters();
  const loop = (name: string, times: number, round: () => Promise<void>, own = pauses()) =>
    workLoop({
      work: async (signal) => {
        const begun = performance.now();
        await round();
        await own.take(pauseMs(performance.now() - begun, times), signal);
      },
      pollMs: INTERVAL_MS,
      longestPauseMs: INTERVAL_MS,
      onError: (error) => onError(error, name),
    });
  // Two loops: a query does not wait for the deadlines, however many are due.
  const betweenReadings = pauses();
  const catchUp = async (): Promise<void> => {
    reached = await system.catchUpReadModel();
    waiters.wake();
  };
  const reading = loop('the read model', TIMES.reading, catchUp, betweenReadings);
  const scheduling = loop('the deadline scheduler', TIMES.scheduling, async () => {
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
      await betweenReadings.without(() =>
        waiters.waitFor(
          {
            isReached: () => reached >= position,
            ...(signal ? { isFed: () => system.store.within(signal).head() } : {}),
          },
          patienceMs,
          signal,
        ),
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
