import type { AppendOutcome, EventStore } from '@minglu/event-store';
import type { PreparedAppend } from './decision-to-append.js';
import type { StreamCache } from './stream-cache.js';

/**
 * Starts an append and caches the written streams at once, so that the next command is decided without waiting for the
 * commit. If the append fails, those streams leave the cache; after a conflict, the checked streams do too.
 */
export const startAppend = (store: EventStore, cache: StreamCache, { append, streams }: PreparedAppend): Promise<AppendOutcome> => {
  const pending = store.append(append);
  for (const [stream, loaded] of streams) {
    loaded.pending = pending;
    cache.put(stream, loaded);
  }
  return pending.then(
    (outcome) => {
      if (outcome.outcome === 'appended') for (const loaded of streams.values()) loaded.pending = null;
      else cache.drop([...streams.keys(), ...append.checks.map(({ streamId }) => streamId)]);
      return outcome;
    },
    (error: unknown) => {
      cache.drop(streams.keys());
      throw error;
    },
  );
};
