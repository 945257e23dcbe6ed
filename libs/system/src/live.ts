import { ProblemException, type Place } from '@minglu/http';
import type { Clock } from '@minglu/casework';
import { workLoop } from '@minglu/event-store';
import type { System } from './system.js';

/** A system in service: it settles by itself, at once after a command and by the second otherwise. */
export interface LiveSystem {
  /** Something was appended: do not wait for the next second. */
  readonly wake: () => void;
  /** Waits until the read model has reached a position of the log; 504 where it does not in time. */
  readonly caughtUp: (place: Pick<Place, 'position'>, patienceMs?: number) => Promise<void>;
  /** Positions of the log and of the read model. */
  readonly lag: () => Promise<{ readonly head: number; readonly readModel: number }>;
  /** Whether the read model and the clock have each got through a round of late. */
  readonly isMoving: () => boolean;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 1_000;
const PATIENCE_MS = 5_000;
/** Longer than this without a round that succeeded is a standstill. */
const STANDSTILL_MS = 30_000;

export const goLive = (system: System, clock: Clock, onError: (error: unknown, where: string) => void): LiveSystem => {
  let reached = 0;
  const waiting = new Set<() => void>();
  let stopped = false;
  const everySecond = (where: string, work: () => Promise<void>) =>
    workLoop({ work, pollMs: EVERY_MS, longestPauseMs: EVERY_MS, onError: (error) => onError(error, where) });
  // Two loops: queries must not wait for the clock, even if many deadlines are due.
  const reading = everySecond('the read model', async () => {
    reached = await system.refresh();
    for (const wake of waiting) wake();
  });
  const ticking = everySecond('the clock', async () => {
    if ((await system.clockwork.settle(clock.now())) > 0) reading.wake();
  });
  reading.start();
  ticking.start();

  return {
    wake: () => {
      reading.wake();
      ticking.wake();
    },
    caughtUp: async ({ position }, patienceMs = PATIENCE_MS) => {
      if (reached >= position) return;
      reading.wake();
      const until = performance.now() + patienceMs;
      while (reached < position) {
        const left = until - performance.now();
        if (left <= 0 || stopped)
          throw new ProblemException('not-caught-up', '读模型尚未跟上，请稍后再查', 'the read model has not caught up yet', {
            // 与 /health 所示相同：不另外透露此间记录了什么。
            behind: Math.max(0, (await system.store.head()) - reached),
          });
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            clearTimeout(patience);
            waiting.delete(wake);
            resolve();
          };
          const patience = setTimeout(wake, Math.min(left, EVERY_MS));
          waiting.add(wake);
        });
      }
    },
    lag: async () => ({ head: await system.store.head(), readModel: reached }),
    isMoving: () => [reading, ticking].every(({ lastSuccess }) => performance.now() - lastSuccess() < STANDSTILL_MS),
    stop: async () => {
      stopped = true;
      const ends = Promise.all([reading.stop(), ticking.stop()]);
      for (const wake of waiting) wake();
      await ends;
    },
  };
};
