import { LRUCache } from 'lru-cache';
import { fold, type AnyCategory, type EventRegistry, type Instant } from '@minglu/kernel';
import { eventIn, logWithin, metadataIn, until, type AppendOutcome, type EventStore } from '@minglu/event-store';

/** A stream in memory: its folded state, and the data that the next append needs. */
export interface LoadedStream {
  readonly version: number;
  readonly state: unknown;
  readonly lastEventId: string | null;
  /** Effective instants of a stream never go back. */
  readonly lastOccurredAt: Instant | null;
  /** The append of its last events until it has committed; null if all its events are in the log. */
  pending: Promise<AppendOutcome> | null;
}

/**
 * Folded streams by id, least recently used first out. A cached stream may run ahead of the log by pending appends, and
 * another process may have written the stream. So each append is checked by the store, and each refusal by `isFresh`.
 */
export interface StreamCache {
  /** Synchronous if the stream is cached; it may have a pending append. */
  readonly get: (category: AnyCategory, stream: string, signal?: AbortSignal) => LoadedStream | Promise<LoadedStream>;
  /** Waits for a pending append and loads the stream again if that append failed. */
  readonly getCommitted: (category: AnyCategory, stream: string, signal?: AbortSignal) => LoadedStream | Promise<LoadedStream>;
  readonly peek: (stream: string) => LoadedStream | undefined;
  readonly put: (stream: string, loaded: LoadedStream) => void;
  readonly drop: (streams: Iterable<string>) => void;
}

/** Absent streams to remember: enough for unset reference data, which every command reads. */
const MAXIMUM_ABSENT = 256;

export const streamCache = (store: EventStore, registry: EventRegistry, maximum: number): StreamCache => {
  const cache = new LRUCache<string, LoadedStream>({ max: maximum });
  // Absent streams have a cache of their own: invented ids must not evict dossiers in use.
  const absent = new LRUCache<string, LoadedStream>({ max: MAXIMUM_ABSENT });
  const loading = new Map<string, { readonly loaded: Promise<LoadedStream>; readonly signal: AbortSignal | undefined }>();

  const peek = (stream: string): LoadedStream | undefined => cache.get(stream) ?? absent.get(stream);
  const load = async (category: AnyCategory, stream: string, signal?: AbortSignal): Promise<LoadedStream> => {
    const stored = await logWithin(store, signal).readStream(stream);
    const last = stored.at(-1);
    return {
      version: stored.length,
      state: fold(
        category,
        stored.map((event) => eventIn(event, registry)),
      ),
      lastEventId: last?.eventId ?? null,
      lastOccurredAt: last ? metadataIn(last).occurredAt : null,
      pending: null,
    };
  };
  const loadOnce = async (category: AnyCategory, stream: string, signal?: AbortSignal): Promise<LoadedStream> => {
    const shared = loading.get(stream) ?? { loaded: load(category, stream, signal).finally(() => loading.delete(stream)), signal };
    loading.set(stream, shared);
    try {
      const loaded = await until(signal, shared.loaded);
      // A command may have written the stream meanwhile; its state is newer.
      const newer = peek(stream);
      if (newer) return newer;
      (loaded.version > 0 ? cache : absent).set(stream, loaded);
      return loaded;
    } catch (error) {
      // A load ends with the command that began it. The others go on with one of their own.
      if (signal?.aborted || !shared.signal?.aborted) throw error;
      return loadOnce(category, stream, signal);
    }
  };
  const get: StreamCache['get'] = (category, stream, signal) => peek(stream) ?? loadOnce(category, stream, signal);
  const afterPending = async (category: AnyCategory, stream: string, signal?: AbortSignal): Promise<LoadedStream> => {
    for (;;) {
      const loaded = await get(category, stream, signal);
      if (await until(signal, isCommitted(loaded))) return loaded;
    }
  };
  return {
    get,
    getCommitted: (category, stream, signal) => {
      const cached = peek(stream);
      return cached?.pending === null ? cached : afterPending(category, stream, signal);
    },
    peek,
    put: (stream, loaded) => {
      cache.set(stream, loaded);
      absent.delete(stream);
    },
    drop: (streams) => {
      for (const stream of streams) {
        cache.delete(stream);
        absent.delete(stream);
        loading.delete(stream);
      }
    },
  };
};

/**
 * True once the pending append of a stream has committed; false if it failed. One append is enough to check: each names
 * the event that it follows, so it fails if an earlier one failed.
 */
export const isCommitted = async ({ pending }: LoadedStream): Promise<boolean> => {
  if (pending === null) return true;
  return pending.then(
    ({ outcome }) => outcome === 'appended',
    () => false,
  );
};

/** A stream without events. */
export const emptyStream = (category: AnyCategory): LoadedStream => ({
  version: 0,
  state: category.initial,
  lastEventId: null,
  lastOccurredAt: null,
  pending: null,
});
