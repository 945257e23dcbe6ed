import { setTimeout as sleep } from 'node:timers/promises';

interface WaitLimits {
  readonly withinMs: number;
  /** Pause between two checks. */
  readonly everyMs: number;
}

/** Polls a condition. False if it did not become true in time; rejects if the condition throws. */
export const waitUntil = async (condition: () => boolean | Promise<boolean>, { withinMs, everyMs }: WaitLimits): Promise<boolean> => {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await sleep(everyMs);
  }
  return true;
};
