import { ProblemException } from '@minglu/http';

/** Progress of a read model towards the position of the log for which a query waits. */
interface ReadModelProgress {
  readonly isReached: () => boolean | Promise<boolean>;
  /** The lag to report if the wait ends in vain: the number of missing events. */
  readonly behind: () => number | Promise<number>;
}

/** Queries that wait until the read model has caught up. */
export interface ReadModelWaiters {
  /** Resolves when the position is reached. Rejects with 504 `not-caught-up` after `patienceMs`, or once the waiters are closed. */
  readonly waitFor: (progress: ReadModelProgress, patienceMs?: number) => Promise<void>;
  /** The read model has advanced: all waiting queries look again. */
  readonly wake: () => void;
  /** No query waits any longer. */
  readonly close: () => void;
}

const PATIENCE_MS = 5_000;
/** A query also looks again without a wake: the read model may be advanced by another process. */
const POLL_MS = 250;

export const readModelWaiters = (): ReadModelWaiters => {
  const waiting = new Set<() => void>();
  let wakes = 0;
  let isClosed = false;
  const wake = (): void => {
    wakes += 1;
    for (const lookAgain of waiting) lookAgain();
  };
  const wakeOrTimeout = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const lookAgain = (): void => {
        clearTimeout(timer);
        waiting.delete(lookAgain);
        resolve();
      };
      const timer = setTimeout(lookAgain, ms);
      waiting.add(lookAgain);
    });
  return {
    waitFor: async ({ isReached, behind }, patienceMs = PATIENCE_MS) => {
      const end = performance.now() + patienceMs;
      for (;;) {
        const before = wakes;
        if (await isReached()) return;
        const left = end - performance.now();
        if (left <= 0 || isClosed)
          throw new ProblemException('not-caught-up', '读模型尚未跟上，请稍后再查', 'the read model has not caught up yet', {
            behind: await behind(),
          });
        // A wake during the look must not be lost.
        if (wakes === before) await wakeOrTimeout(Math.min(left, POLL_MS));
      }
    },
    wake,
    close: () => {
      isClosed = true;
      wake();
    },
  };
};
