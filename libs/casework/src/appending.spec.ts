import { memoryStore, type AppendOutcome, type EventStore } from '@minglu/event-store';
import { startAppend } from './appending.js';
import type { PreparedAppend } from './decision-to-append.js';
import { streamCache, type StreamCache } from './stream-cache.js';
import { registry, rules, shelves } from './testing/library.js';
import { APPENDED, appendOf, CONFLICT, loadedAt } from './testing/streams.js';

describe('a started append', () => {
  let finish: (outcome: Promise<AppendOutcome>) => void;
  let store: EventStore;
  let cache: StreamCache;
  let prepared: PreparedAppend;
  beforeEach(() => {
    const outcome = new Promise<AppendOutcome>((resolve) => (finish = resolve));
    store = { ...memoryStore(), append: () => outcome };
    cache = streamCache(store, registry, 10);
    cache.put('rules/house', loadedAt(rules, 1));
    prepared = {
      append: { ...appendOf('shelf/a', 0), checks: [{ streamId: 'rules/house', version: 1 }] },
      streams: new Map([['shelf/a', loadedAt(shelves, 1)]]),
      answer: { events: [], warnings: [] },
    };
  });

  it('puts the written streams into the cache at once, as pending', () => {
    void startAppend(store, cache, prepared);
    expect(cache.peek('shelf/a')).toMatchObject({ version: 1, pending: expect.any(Promise) });
  });
  it('marks them as committed once it has committed', async () => {
    const started = startAppend(store, cache, prepared);
    finish(Promise.resolve(APPENDED));
    expect(await started).toBe(APPENDED);
    expect(cache.peek('shelf/a')).toMatchObject({ version: 1, pending: null });
  });
  it('drops the written and the checked streams after a conflict', async () => {
    const started = startAppend(store, cache, prepared);
    finish(Promise.resolve(CONFLICT));
    expect(await started).toBe(CONFLICT);
    expect([cache.peek('shelf/a'), cache.peek('rules/house')]).toEqual([undefined, undefined]);
  });
  it('drops the written streams and rejects if the store fails', async () => {
    const started = startAppend(store, cache, prepared);
    finish(Promise.reject(new Error('the disk is full')));
    await expect(started).rejects.toThrow('the disk is full');
    expect(cache.peek('shelf/a')).toBeUndefined();
    expect(cache.peek('rules/house')).toBeDefined();
  });
});
