import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses in milliseconds before something is started again. */
export interface RestartPauses {
  readonly firstMs: number;
  readonly longestMs: number;
  /** Something that ran for so long begins with the first pause again. */
  readonly calmMs: number;
}

const PAUSES: RestartPauses = { firstMs: 250, longestMs: 30_000, calmMs: 30_000 };

/** Something that a restart cannot help, like a wrong setting. It ends `keepRunning`. */
export class Final extends Error {}

interface KeepOptions {
  /** Its name for the operator. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** One line for the operator before each restart, with its number. */
  readonly log: (line: string) => void;
  readonly pauses?: Partial<RestartPauses>;
}

/**
 * Runs something again whenever it ends. The pauses double, and there is no end to the tries.
 *
 * @param run resolves when it has ended, rejects when it could not start
 * @returns when `signal` is aborted and the last run has ended
 * @throws Final
 */
export const keepRunning = async (run: () => Promise<void>, { what, signal, log, pauses = {} }: KeepOptions): Promise<void> => {
  const { firstMs, longestMs, calmMs } = { ...PAUSES, ...pauses };
  let pause = firstMs;
  for (let restarts = 1; !signal.aborted; restarts += 1) {
    const began = performance.now();
    const reason = await run().then(
      () => 'it ended',
      (error: unknown) => {
        if (error instanceof Final) throw error;
        return error instanceof Error ? error.message : String(error);
      },
    );
    if (signal.aborted) return;
    if (performance.now() - began >= calmMs) pause = firstMs;
    log(`${what}: ${reason}；${pause / 1000} 秒后第 ${restarts} 次重启 / restart ${restarts} in ${pause / 1000} s`);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, longestMs);
  }
};

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
