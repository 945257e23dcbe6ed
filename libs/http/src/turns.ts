import { ProblemException } from './problem.js';

/** Runs so many pieces of work at a time, and lets so many wait. */
export interface Turns {
  /**
   * @param full the reason to refuse it if too many wait
   * @param signal a piece that waits when it aborts is not begun
   * @throws ProblemException `service-away` if too many wait
   */
  readonly take: <T>(work: () => Promise<T>, full: { readonly zh: string; readonly en: string }, signal?: AbortSignal) => Promise<T>;
}

export const turns = (atOnce: number, waiting: number): Turns => {
  let running = 0;
  const queue: (() => void)[] = [];
  return {
    take: async (work, full, signal) => {
      if (running < atOnce) running += 1;
      else {
        if (queue.length >= waiting) throw new ProblemException('service-away', full.zh, full.en);
        await new Promise<void>((resolve) => queue.push(resolve));
      }
      try {
        signal?.throwIfAborted();
        return await work();
      } finally {
        // The next one takes over the place.
        const next = queue.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
};
