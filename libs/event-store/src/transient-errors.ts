import { retry } from './retry.js';

/** Time in milliseconds for which callers wait while the server restarts. */
export const PATIENCE_MS = 30_000;

/**
 * True if the same statement may succeed later: the connection was lost, or the server gave up without refusing the
 * statement. SQLSTATE classes 08 (connection), 40 (rolled back, deadlock), 53 (resources), 57 (operator) and 58 (system).
 * Codes 25006 (the server is a standby), 55P03 (lock not available) and the error codes of the network count too.
 */
export const isTransient = (error: unknown): boolean => {
  const { code, message, constructor } = (error ?? {}) as { code?: unknown; message?: unknown; constructor?: { name: string } };
  if (typeof code === 'string') return SQLSTATE.test(code) || NETWORK.test(code);
  // node-pg throws these messages in plain Errors without a code. Errors of the domain may contain the same words, for
  // example in the name of a type.
  return constructor?.name === 'Error' && typeof message === 'string' && LOST_CONNECTION.test(message);
};
const SQLSTATE = /^(08|25006|40|53|55P03|57|58)/;
const NETWORK = /^E[A-Z]+$/;
const LOST_CONNECTION =
  /connection (terminated|ended|error)|terminating connection|client (has encountered|was closed)|timeout|not queryable|server closed/i;

/**
 * Retries `work` while it fails with a transient error. `work` must be idempotent: an attempt that broke off may have
 * taken effect. Rejects with the last error when `patienceMs` is spent or the signal is aborted.
 */
export const retryTransient = <T>(work: () => Promise<T>, patienceMs = PATIENCE_MS, signal?: AbortSignal): Promise<T> =>
  retry(work, { firstPauseMs: 20, longestPauseMs: 500, patienceMs, isRetryable: isTransient, ...(signal ? { signal } : {}) });
