import pRetry from 'p-retry';

/** Pauses between attempts: each is twice as long as the one before. */
export interface Backoff {
  /** Pause after the first failure in milliseconds; default 50. */
  readonly firstPauseMs?: number;
  /** Upper bound of a pause in milliseconds; default 5,000. */
  readonly longestPauseMs?: number;
}

interface RetryOptions extends Backoff {
  /** After this time in milliseconds the next failure is final; default: never. */
  readonly patienceMs?: number;
  /** Default: every error is retryable. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Called for each failed attempt, before the pause; `failures` starts at 1. Not called once the signal is aborted. */
  readonly onFailure?: (error: unknown, failures: number) => void | Promise<void>;
  /** Ends a pause; an attempt in progress is waited for. `retry` then rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** Attempts `work` until it resolves. Rejects with the last error if that is not retryable or patience is spent. */
export const retry = async <T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> => {
  const { firstPauseMs = 50, longestPauseMs = 5_000, patienceMs, isRetryable = () => true, onFailure, signal } = options;
  try {
    return await pRetry(
      async () => {
        try {
          return await work();
        } catch (error) {
          throw new FailedAttempt(error);
        }
      },
      {
        retries: Infinity,
        minTimeout: firstPauseMs,
        maxTimeout: longestPauseMs,
        ...(patienceMs === undefined ? {} : { maxRetryTime: patienceMs }),
        ...(signal ? { signal } : {}),
        shouldRetry: ({ error }) => isRetryable(errorOf(error)),
        onFailedAttempt: async ({ error, attemptNumber }) => {
          if (!signal?.aborted) await onFailure?.(errorOf(error), attemptNumber);
        },
      },
    );
  } catch (error) {
    throw errorOf(error);
  }
};

/** p-retry never retries a TypeError and replaces values that are no Error. Inside this one it sees neither. */
class FailedAttempt extends Error {
  constructor(readonly error: unknown) {
    super('the attempt failed');
  }
}
const errorOf = (error: unknown): unknown => (error instanceof FailedAttempt ? error.error : error);
