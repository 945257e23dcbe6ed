import { ProblemException } from '@minglu/platform/http';
import type { Clock } from '@minglu/platform';
import type { System } from './system.js';

/** A system in service: it settles by itself, at once after a command and by the second otherwise. */
export interface LiveSystem {
  /** Something was appended: do not wait for the next second. */
  readonly nudge: () => void;
  /** Waits until the read model has reached a position of the log; 504 with the lag where it does not in time. */
  readonly caughtUp: (position: number) => Promise<void>;
  /** Positions of the log and of the read model. */
  readonly lag: () => Promise<{ readonly head: number; readonly readModel: number }>;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 1_000;
const PATIENCE_MS = 5_000;

export const goLive = (system: System, clock: Clock, onError: (error: unknown, where: string) => void): LiveSystem => {
  let reached = 0;
  let stopped = false;
  let again = false;
  let running: Promise<void> | null = null;
  const waiting = new Set<() => void>();

  const round = async (): Promise<void> => {
    do {
      again = false;
      try {
        // 先让读模型跟上，再走到期事项：查询不等待时钟。
        reached = await system.refresh();
        for (const wake of waiting) wake();
        reached = await system.settle(clock.now());
        for (const wake of waiting) wake();
      } catch (error) {
        onError(error, 'the round of the clock and the read model');
      }
    } while (again && !stopped);
  };
  const nudge = (): void => {
    again = true;
    running ??= round().finally(() => (running = null));
  };
  const timer = setInterval(nudge, EVERY_MS);
  nudge();

  return {
    nudge,
    caughtUp: async (position) => {
      nudge();
      const until = performance.now() + PATIENCE_MS;
      while (reached < position) {
        const left = until - performance.now();
        if (left <= 0 || stopped) {
          throw new ProblemException(
            'not-caught-up',
            `读模型位于 ${reached}，尚未到达 ${position}`,
            `the read model stands at ${reached}, not yet at ${position}`,
            { position, reached, lag: position - reached },
          );
        }
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            clearTimeout(patience);
            waiting.delete(wake);
            resolve();
          };
          const patience = setTimeout(wake, left);
          waiting.add(wake);
        });
      }
    },
    lag: async () => ({ head: await system.store.head(), readModel: reached }),
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      for (const wake of waiting) wake();
      await running;
    },
  };
};
