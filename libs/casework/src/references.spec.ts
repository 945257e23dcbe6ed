import { claimed, holderOf, newEvent, ref, type AnyAct } from '@minglu/kernel';
import { memoryStore, metadataIn, type EventStore } from '@minglu/event-store';
import { findReferred, resolveRef, viewOf } from './references.js';
import { clerk, houseRules, rules, shelfEvents, shelves } from './testing/library.js';
import { appendOf, loadedAt } from './testing/streams.js';

const bookPut = newEvent(shelfEvents.BookPut, { shelf: 'a', book: 'b1', owner: 'a' });

describe('a ref', () => {
  it('by id is resolved synchronously', () => {
    expect(resolveRef(memoryStore(), ref(shelves, 'a'))).toEqual({ stream: 'shelf/a', held: true });
  });
  it('by claim is resolved to its holder, also after the release, or to none', async () => {
    const store = memoryStore();
    await store.append({ ...appendOf('shelf/a', 0, bookPut), claims: [{ kind: 'book', id: 'b1', streamId: 'shelf/a' }] });
    const book = holderOf(shelves, 'book', 'b1');
    expect(await resolveRef(store, book)).toEqual({ stream: 'shelf/a', held: true });
    await store.append({ ...appendOf('shelf/a', 1, bookPut), releases: [{ kind: 'book', streamId: 'shelf/a' }] });
    expect(await resolveRef(store, book)).toEqual({ stream: 'shelf/a', held: false });
    expect(await resolveRef(store, claimed({ kind: 'book', id: 'b2' }))).toEqual({ stream: null, held: false });
  });
});

describe('the view of a stream', () => {
  it('has the state and version of a loaded stream', () => {
    expect(viewOf({ stream: 'rules/house', held: true }, loadedAt(rules, 2, null, 5), rules)).toEqual({
      streamId: 'rules/house',
      version: 2,
      state: 5,
      held: true,
    });
  });
  it('has the initial state at version 0 if nothing was loaded', () => {
    expect(viewOf({ stream: null, held: false }, null, houseRules.category)).toEqual({
      streamId: null,
      version: 0,
      state: 1_000,
      held: false,
    });
  });
});

describe('the events that a command refers to', () => {
  const referring = { refersTo: ({ ids }: { ids: readonly string[] }) => ids } as unknown as AnyAct;

  it('are found by id, in the order of the command, in either case of letters', async () => {
    const inner = memoryStore();
    await inner.append(appendOf('shelf/a', 0, bookPut, bookPut));
    const [one, two] = await inner.readStream('shelf/a');
    // PostgreSQL compares UUIDs without regard to case; the store in memory compares strings.
    const store: EventStore = { ...inner, findEvents: (ids) => inner.findEvents(ids.map((id) => id.toLowerCase())) };
    const { occurredAt } = metadataIn(one!);
    const ids = [two!.eventId.toUpperCase(), one!.eventId];
    expect(await findReferred(store, referring, { ids })).toEqual(
      ids.map((eventId) => ({
        eventId,
        streamId: 'shelf/a',
        type: 'BookPut',
        data: bookPut.data,
        occurredAt,
        actor: clerk,
        classification: 'PUBLIC',
      })),
    );
  });
  it('leave out ids that are not in the log', async () => {
    expect(await findReferred(memoryStore(), referring, { ids: ['7b0f6d36-0000-4000-8000-000000000000'] })).toEqual([]);
    expect(await findReferred(memoryStore(), {} as AnyAct, {})).toEqual([]);
  });
});
