import { ProblemException, type TokenPosition } from '@minglu/http';
import type { Clock } from '@minglu/casework';
import type { System } from './system.js';

/** A system in service: it settles by itself, at once after a command and by the second otherwise. */
export interface LiveSystem {
  /** Something was appended: do not wait for the next second. */
  readonly nudge: () => void;
  /** Waits until the read model has reached a position of the log; 504 where it does not in time. */
  readonly caughtUp: (place: Pick<TokenPosition, 'position'>, patienceMs?: number) => Promise<void>;
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
  // 各走各的：到期事项再多，查询也不等待时钟。
  const reading = pump('the read model', onError, async () => {
    reached = await system.refresh();
    for (const wake of waiting) wake();
  });
  const ticking = pump('the clock', onError, async () => {
    if ((await system.clockwork.settle(clock.now())) > 0) reading.nudge();
  });
  const nudge = (): void => {
    reading.nudge();
    ticking.nudge();
  };
  const timer = setInterval(nudge, EVERY_MS);
  nudge();

  return {
    nudge,
    caughtUp: async ({ position }, patienceMs = PATIENCE_MS) => {
      if (reached >= position) return;
      reading.nudge();
      const until = performance.now() + patienceMs;
      while (reached < position) {
        const left = until - performance.now();
        if (left <= 0 || reading.stopped())
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
      clearInterval(timer);
      const ends = Promise.all([reading.stop(), ticking.stop()]);
      for (const wake of waiting) wake();
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
