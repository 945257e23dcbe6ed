import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds; the failure names it. */
export const eventually = async (what: string, holds: () => Promise<boolean> | boolean, patienceMs = 90_000): Promise<void> => {
  for (const end = performance.now() + patienceMs; performance.now() < end; await delay(20)) if (await holds()) return;
  throw new Error(`never came true: ${what}`);
};
