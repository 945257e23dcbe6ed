import { newEvent } from '@minglu/kernel';
import type { AppendOutcome, EventStore } from '@minglu/event-store';
import { emptyStream, isCommitted, streamCache, type StreamCache } from './stream-cache.js';
import { registry, shelfEvents, shelves } from './testing/library.js';
import { APPENDED, appendOf, CONFLICT, countingStore, loadedAt } from './testing/streams.js';

const bookPut = (book: string, occurredAt?: string) =>
  newEvent(shelfEvents.BookPut, { shelf: 'a', book, owner: 'a' }, occurredAt ? { occurredAt } : {});

describe('the stream cache', () => {
  let store: EventStore;
  let reads: string[];
  let cache: StreamCache;
  beforeEach(async () => {
    ({ store, reads } = countingStore());
    cache = streamCache(store, registry, 2);
    await store.append(appendOf('shelf/a', 0, bookPut('b1'), bookPut('b2', '2025-02-01T00:00:00.000Z')));
  });

  it('folds a stream and keeps the data that the next append needs', async () => {
    const [, last] = await store.readStream('shelf/a');
    expect(await cache.get(shelves, 'shelf/a')).toEqual({
      version: 2,
      state: { books: ['b1', 'b2'], closed: false },
      lastEventId: last!.eventId,
      lastOccurredAt: '2025-02-01T00:00:00.000Z',
      pending: null,
    });
  });
  it('gives a cached stream synchronously and reads it once, also for concurrent calls', async () => {
    const [one, two] = await Promise.all([cache.get(shelves, 'shelf/a'), cache.get(shelves, 'shelf/a')]);
    expect(two).toBe(one);
    expect(cache.get(shelves, 'shelf/a')).toBe(one);
    expect(reads).toEqual(['shelf/a']);
  });
  it('evicts the stream that was used least recently, but not for absent streams', async () => {
    for (const stream of ['shelf/a', 'shelf/none-1', 'shelf/none-2', 'shelf/none-3']) await cache.get(shelves, stream);
    expect(cache.peek('shelf/a')).toBeDefined();
    expect(cache.peek('shelf/none-1')).toEqual(emptyStream(shelves));
    cache.put('shelf/b', loadedAt(shelves, 1));
    cache.put('shelf/c', loadedAt(shelves, 1));
    expect(cache.peek('shelf/a')).toBeUndefined();
  });
  it('keeps a stream that was written while it was loaded', async () => {
    const loading = cache.get(shelves, 'shelf/a');
    const written = loadedAt(shelves, 3);
    cache.put('shelf/a', written);
    expect(await loading).toBe(written);
  });
  it('reads a dropped stream again, also if it was being loaded', async () => {
    const loading = cache.get(shelves, 'shelf/a');
    cache.drop(['shelf/a']);
    await Promise.all([loading, cache.get(shelves, 'shelf/a')]);
    expect(reads).toEqual(['shelf/a', 'shelf/a']);
  });
  it('gives up a load with the command that began it; another command that waits for it loads by itself', async () => {
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const never = new Promise<never>((_, reject) => leaving.signal.addEventListener('abort', () => reject(leaving.signal.reason as Error)));
    const away: EventStore = { ...store, within: (signal) => (signal === leaving.signal ? { ...store, readStream: () => never } : store) };
    cache = streamCache(away, registry, 2);
    const left = cache.get(shelves, 'shelf/a', leaving.signal);
    const stayed = cache.get(shelves, 'shelf/a', staying.signal);
    leaving.abort(new Error('the caller is gone'));
    await expect(left).rejects.toThrow('the caller is gone');
    expect(await stayed).toMatchObject({ version: 2 });
  });

  describe('with a pending append', () => {
    let finish: (outcome: AppendOutcome) => void;
    let pending: Promise<AppendOutcome>;
    beforeEach(() => {
      pending = new Promise((resolve) => (finish = resolve));
      cache.put('shelf/a', loadedAt(shelves, 3, pending));
    });

    it('gives the stream ahead of the log at once', () => {
      expect(cache.get(shelves, 'shelf/a')).toMatchObject({ version: 3, pending });
    });
    it('gives it as committed once the append has committed', async () => {
      const committed = cache.getCommitted(shelves, 'shelf/a');
      finish(APPENDED);
      expect(await committed).toMatchObject({ version: 3 });
    });
    it('loads it again if the append failed', async () => {
      const committed = cache.getCommitted(shelves, 'shelf/a');
      cache.drop(['shelf/a']);
      finish(CONFLICT);
      expect(await committed).toMatchObject({ version: 2 });
    });
  });

  it('gives a committed stream synchronously', async () => {
    const loaded = await cache.get(shelves, 'shelf/a');
    expect(cache.getCommitted(shelves, 'shelf/a')).toBe(loaded);
  });
});

describe('a loaded stream', () => {
  it('is committed without a pending append, or once that append has committed', async () => {
    const outcomes = [null, Promise.resolve(APPENDED), Promise.resolve(CONFLICT), Promise.reject(new Error('the disk is full'))];
    expect(await Promise.all(outcomes.map((pending) => isCommitted(loadedAt(shelves, 1, pending))))).toEqual([true, true, false, false]);
  });
});
