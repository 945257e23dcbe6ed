import type { EventStore } from './port.js';

/** The outcome of the work. If the signal aborts first, rejects with its reason; the outcome of the work is then dropped. */
export const until = async <T>(signal: AbortSignal | undefined, work: T | Promise<T>): Promise<T> => {
  if (!signal) return work;
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
};

/** The log for a request with this signal; as it is without one. */
export const logWithin = <L extends Pick<EventStore, 'within'>>(log: L, signal: AbortSignal | undefined): EventStore | L =>
  signal ? log.within(signal) : log;
