import { newEvent, type AcceptedDecision, type StreamVersion } from '@minglu/kernel';
import { memoryStore, type EventStore } from '@minglu/event-store';
import { isFresh, isGrounded, staleFor } from './freshness.js';
import { streamCache, type LoadedStream, type StreamCache } from './stream-cache.js';
import { clerk, NOON, registry, shelfEvents, shelves } from './testing/library.js';
import { APPENDED, appendOf, CONFLICT, loadedAt } from './testing/streams.js';

const bookPut = newEvent(shelfEvents.BookPut, { shelf: 'a', book: 'b1', owner: 'a' });
const closed = newEvent(shelfEvents.ShelfClosed, { shelf: 'a' });
const at = (streamId: string, version: number): StreamVersion => ({ streamId, version });
const streams = (entries: Record<string, LoadedStream>): ReadonlyMap<string, LoadedStream> => new Map(Object.entries(entries));
const FAILED = Promise.resolve(CONFLICT);

describe('the freshness of a read set', () => {
  let store: EventStore;
  let cache: StreamCache;
  beforeEach(async () => {
    store = memoryStore();
    cache = streamCache(store, registry, 10);
    await store.append(appendOf('shelf/a', 0, bookPut));
  });

  it('holds while all streams are at the versions in the log', async () => {
    const loaded = streams({ 'shelf/a': loadedAt(shelves, 1), 'shelf/b': loadedAt(shelves, 0) });
    expect(await isFresh(store, cache, [at('shelf/a', 1), at('shelf/b', 0)], loaded)).toBe(true);
    expect(await isFresh(store, cache, [], streams({}))).toBe(true);
  });
  it('fails if a stream has moved, and drops that stream from the cache', async () => {
    await store.append(appendOf('shelf/a', 1, closed));
    cache.put('shelf/a', loadedAt(shelves, 1));
    cache.put('shelf/b', loadedAt(shelves, 0));
    const loaded = streams({ 'shelf/a': loadedAt(shelves, 1), 'shelf/b': loadedAt(shelves, 0) });
    expect(await isFresh(store, cache, [at('shelf/a', 1), at('shelf/b', 0)], loaded)).toBe(false);
    expect([cache.peek('shelf/a') === undefined, cache.peek('shelf/b') === undefined]).toEqual([true, false]);
  });
  it('fails if the pending append of a stream failed, even at the same version', async () => {
    expect(await isFresh(store, cache, [at('shelf/a', 1)], streams({ 'shelf/a': loadedAt(shelves, 1, FAILED) }))).toBe(false);
  });
});

describe('a decision is grounded', () => {
  const decision = (...written: readonly string[]): AcceptedDecision => ({
    writes: written.map((streamId) => ({ streamId, expectedVersion: 1, events: [bookPut] })),
    warnings: [],
    readSet: [at('shelf/a', 1), at('shelf/b', 1)],
  });
  const loaded = (pending: LoadedStream['pending']) =>
    streams({ 'shelf/a': loadedAt(shelves, 1), 'shelf/b': loadedAt(shelves, 1, pending) });

  it('if all its streams are committed', async () => expect(await isGrounded(decision('shelf/a'), loaded(null))).toBe(true));
  it('if a stream that it only read is committed in time', async () =>
    expect(await isGrounded(decision('shelf/a'), loaded(Promise.resolve(APPENDED)))).toBe(true));
  it('if only streams that it writes are pending, without waiting for them', async () =>
    expect(await isGrounded(decision('shelf/b'), loaded(new Promise(() => undefined)))).toBe(true));
  it('unless the pending append of a stream that it only read fails', async () =>
    expect(await isGrounded(decision('shelf/a'), loaded(FAILED))).toBe(false));
});

describe('the version that an actor has seen', () => {
  const decision: AcceptedDecision = { writes: [], warnings: [], readSet: [at('shelf/a', 2)] };
  const loaded = streams({ 'shelf/a': loadedAt(shelves, 2) });
  let store: EventStore;
  const stale = async (ifVersion: number, visibleTo?: Parameters<typeof staleFor>[4]) =>
    staleFor(store, { commandId: 'c', type: 'CloseShelf', data: {}, actor: clerk, at: NOON, ifVersion }, decision, loaded, visibleTo);
  beforeEach(async () => {
    store = memoryStore();
    await store.append(appendOf('shelf/a', 0, bookPut, closed));
  });

  it('is current if it is the number of events', async () => expect(await stale(2)).toBeNull());
  it('is refused as stale otherwise, with the current version', async () => {
    expect(await stale(1)).toMatchObject({ refusal: { code: 'stale-version', details: { version: 2 } }, readSet: decision.readSet });
  });
  it('counts only events that the actor may see', async () => {
    expect(await stale(1, () => ['PUBLIC'])).toBeNull();
    expect(await stale(2, () => ['PUBLIC'])).toMatchObject({ refusal: { details: { version: 1 } } });
  });
  it('does not apply to a decision without a stream', async () => {
    const command = { commandId: 'c', type: 'CloseShelf', data: {}, actor: clerk, at: NOON, ifVersion: 1 };
    expect(await staleFor(store, command, { ...decision, readSet: [] }, streams({}))).toBeNull();
  });
});
