import { retry, type Backoff } from './retry.js';

interface WorkLoopOptions extends Backoff {
  /** One round of work. If it resolves to true, the next round begins without a pause. */
  readonly work: (signal: AbortSignal) => Promise<boolean | void>;
  /** Pause between two rounds in milliseconds. */
  readonly pollMs: number;
  /** Called for each round that fails; `failures` counts them since the last success. */
  readonly onError: (error: unknown, failures: number) => void;
}

/** Repeats its work, one round at a time, until it is stopped. A round that fails is repeated with backoff. */
export interface WorkLoop {
  /** Does nothing while the loop runs. A stopped loop can be started again. */
  readonly start: () => void;
  /** Ends the pause. During a round it causes one more round without a pause. */
  readonly wake: () => void;
  /** Resolves when the round in progress is done. */
  readonly stop: () => Promise<void>;
  /** End of the last round that succeeded, in the milliseconds of `performance.now()`; before that, the creation. */
  readonly lastSuccess: () => number;
}

export const workLoop = ({ work, pollMs, onError, ...backoff }: WorkLoopOptions): WorkLoop => {
  let woken = false;
  let endPause = (): void => undefined;
  let lastSuccess = performance.now();
  let running: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;

  const pause = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (woken || signal.aborted) return resolve();
      const timer = setTimeout(resolve, pollMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const round = (signal: AbortSignal): Promise<boolean | void> => {
    woken = false; // the round that begins now sees everything that it was woken for
    return work(signal);
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        const more = await retry(() => round(signal), { ...backoff, signal, onFailure: onError });
        lastSuccess = performance.now();
        if (!more) await pause(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  };

  return {
    start: () => {
      if (running) return;
      const controller = new AbortController();
      running = { controller, done: run(controller.signal) };
    },
    wake: () => {
      woken = true;
      endPause();
    },
    stop: async () => {
      const current = running;
      running = undefined;
      current?.controller.abort();
      endPause();
      await current?.done;
    },
    lastSuccess: () => lastSuccess,
  };
};
