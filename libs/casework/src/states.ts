import { LRUCache } from 'lru-cache';
import { fold, streamId, type AnyCategory, type EventRegistry, type Instant, type Loaded, type Ref } from '@minglu/kernel';
import { decodeStored, eventIn, type AppendOutcome, type EventStore } from '@minglu/event-store';

/** A stream as this process knows it: folded, with what the next event must follow on. */
export interface Running {
  readonly version: number;
  readonly state: unknown;
  readonly lastEventId: string | null;
  /** Effective instants of a stream never go back. */
  readonly lastOccurredAt: Instant | null;
  /** The append of its last events until that is in the log; then, and where all of it was read from there, null. */
  pending: Promise<AppendOutcome> | null;
}

/**
 * Folded states by stream, kept while they are used. A state may run ahead of the log by the appends that are under way;
 * it is never trusted, only cheap: the append checks it, and a refusal is given on a fresh look alone.
 */
export interface States {
  /** At once where the stream is known. */
  readonly get: (category: AnyCategory, stream: string) => Running | Promise<Running>;
  readonly put: (stream: string, running: Running) => void;
  readonly peek: (stream: string) => Running | undefined;
  readonly drop: (streams: Iterable<string>) => void;
}

/** Streams that are known not to be: enough for reference data that nobody has set, read by every command. */
const MOST_EMPTY = 256;

export const states = (store: EventStore, registry: EventRegistry, maximum: number): States => {
  const cache = new LRUCache<string, Running>({ max: maximum });
  // 不存在的流另存：随手编造的标识不应挤走在用的案卷。
  const empty = new LRUCache<string, Running>({ max: MOST_EMPTY });
  const peek = (stream: string): Running | undefined => cache.get(stream) ?? empty.get(stream);
  const loading = new Map<string, Promise<Running>>();
  const load = async (category: AnyCategory, stream: string): Promise<Running> => {
    const stored = await store.readStream(stream);
    const last = stored.at(-1);
    return {
      version: stored.length,
      state: fold(
        category,
        stored.map((one) => eventIn(one, registry)),
      ),
      lastEventId: last?.eventId ?? null,
      lastOccurredAt: last ? decodeStored(last, registry).metadata.occurredAt : null,
      pending: null,
    };
  };
  const fetch = async (category: AnyCategory, stream: string): Promise<Running> => {
    const underWay = loading.get(stream) ?? load(category, stream).finally(() => loading.delete(stream));
    loading.set(stream, underWay);
    const loaded = await underWay;
    const meanwhile = peek(stream);
    if (meanwhile) return meanwhile;
    (loaded.version > 0 ? cache : empty).set(stream, loaded);
    return loaded;
  };
  return {
    get: (category, stream) => peek(stream) ?? fetch(category, stream),
    put: (stream, running) => {
      cache.set(stream, running);
      empty.delete(stream);
    },
    peek,
    drop: (streams) => {
      for (const stream of streams) {
        cache.delete(stream);
        empty.delete(stream);
        loading.delete(stream);
      }
    },
  };
};

/**
 * True when what a state ran ahead of came to be. An append follows on the event before it by id, so the last one
 * speaks for all before it.
 */
export const cameTrue = async ({ pending }: Running): Promise<boolean> => {
  if (pending === null) return true;
  return pending.then(
    ({ outcome }) => outcome === 'appended',
    () => false,
  );
};

/** A stream of which there is no event. */
export const absent = (category: AnyCategory): Running => ({
  version: 0,
  state: category.initial,
  lastEventId: null,
  lastOccurredAt: null,
  pending: null,
});

export interface Found {
  readonly stream: string | null;
  readonly held: boolean;
}

/** What a ref leads to: its own stream, or the holder of a claim, who must be asked for. */
export const resolve = (store: EventStore, { category, id, claim }: Ref<unknown>): Found | Promise<Found> =>
  claim === undefined ? { stream: streamId(category, id), held: true } : holderOf(store, claim, id);

const holderOf = async (store: EventStore, claim: string, id: string): Promise<Found> => {
  const holder = await store.findClaim(claim, id);
  return { stream: holder?.streamId ?? null, held: holder?.held ?? false };
};

/** Waits for those that are not there yet. Most commands know all they need, and many promises are dear. */
export const all = <T>(things: readonly (T | Promise<T>)[]): readonly T[] | Promise<readonly T[]> =>
  things.some((thing) => thing instanceof Promise) ? Promise.all(things) : (things as readonly T[]);

export const loadedFrom = (stream: string | null, held: boolean, running: Running | null, category: AnyCategory): Loaded<unknown> => ({
  streamId: stream,
  version: running?.version ?? 0,
  state: running?.state ?? category.initial,
  held,
});
