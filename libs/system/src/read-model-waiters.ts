import { until } from '@minglu/event-store';
import { ProblemException } from '@minglu/http';

/** Progress of a read model towards the position of the log for which a query waits. */
interface ReadModelProgress {
  readonly isReached: () => boolean | Promise<boolean>;
  /** Rejects, or does not resolve, while the log or the broker that feeds the read model is away. */
  readonly isFed?: () => Promise<unknown>;
}

/** Queries that wait until the read model has caught up. */
export interface ReadModelWaiters {
  /**
   * Resolves when the position is reached. Rejects with 504 `not-caught-up` after `patienceMs`, or once the waiters are closed. Rejects
   * with 503 `service-away` if the read model or its source does not answer, and with the reason of the signal.
   */
  readonly waitFor: (progress: ReadModelProgress, patienceMs?: number, signal?: AbortSignal) => Promise<void>;
  /** The read model has advanced: all waiting queries look again. */
  readonly wake: () => void;
  /** No query waits any longer. */
  readonly close: () => void;
}

const PATIENCE_MS = 5_000;
/** A query also looks again without a wake: the read model may be advanced by another process. */
const POLL_MS = 250;
/** The read model or its source is away if a look takes longer. */
const LOOK_MS = 1_000;
/** The source is looked at after so long a wait, and again after as long. */
const FED_MS = 1_250;

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
    waitFor: async ({ isReached, isFed }, patienceMs = PATIENCE_MS, signal) => {
      const end = performance.now() + patienceMs;
      let lookedAt = performance.now();
      for (;;) {
        const before = wakes;
        if (await inTime(isReached(), signal)) return;
        const left = end - performance.now();
        // Without a figure: the number of missing events would count those that the caller may not see.
        if (left <= 0 || isClosed)
          throw new ProblemException('not-caught-up', '读模型尚未跟上，请稍后再查', 'the read model has not caught up yet');
        if (isFed && performance.now() - lookedAt >= FED_MS) {
          await inTime(isFed(), signal);
          lookedAt = performance.now();
        }
        // A wake during the look must not be lost.
        if (wakes === before) await until(signal, wakeOrTimeout(Math.min(left, POLL_MS)));
      }
    },
    wake,
    close: () => {
      isClosed = true;
      wake();
    },
  };
};

const inTime = <T>(look: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  until(AbortSignal.timeout(LOOK_MS), until(signal, look)).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ProblemException(
      'service-away',
      '读模型或其来源没有应答，请稍后再查',
      'the read model, or the source that feeds it, does not answer: try again later',
    );
  });
