import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from 'pg';

/** Longest time that a restart of the server may take before its callers hear of it. */
export const PATIENCE_MS = 30_000;

/**
 * True when the server went away or gave up, rather than refused what was asked: SQLSTATE classes 08 (connection),
 * 40 (rolled back), 53 (out of something), 57 (an operator stepped in), and whatever the network says.
 */
export const isLost = (error: unknown): boolean => {
  if (error instanceof DatabaseError) return /^(08|40|53|57)/.test(error.code ?? '');
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return (typeof code === 'string' && NETWORK.test(code)) || (typeof message === 'string' && GONE.test(message));
};
const NETWORK = /^(E[A-Z]+)$/;
/** pg's own words for a connection that went away. */
const GONE =
  /connection (terminated|ended|error)|terminating connection|client (has encountered|was closed)|timeout|not queryable|server closed/i;

/**
 * Tries again, ever more slowly, as long as the server is lost and patience lasts; then throws the last error. What is
 * tried must be idempotent: nobody knows whether the attempt that broke off took effect.
 */
export const despiteLosses = async <T>(attempt: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> => {
  const giveUp = performance.now() + patienceMs;
  for (let pause = 20; ; pause = Math.min(2 * pause, 1_000)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLost(error) || performance.now() + pause > giveUp) throw error;
      await delay(pause);
    }
  }
};
