import { randomBytes, randomUUID } from 'node:crypto';
import {
  accept,
  claimed,
  defineEvent,
  eventRegistry,
  newEvent,
  holderOf,
  id,
  record,
  ref,
  refuse,
  Type,
  type Act,
  type Actor,
  type AnyAct,
  type EventMetadata,
  type EventOf,
  type StreamCategory,
  type TProperties,
} from '@minglu/kernel';
import { memoryStore, type Append, type EventStore } from '@minglu/event-store';
import { vault } from './vault.js';
import { casework, type Answer, type Casework } from './casework.js';

// A domain as small as can be: shelves take books as long as the house rule allows, until they are closed.

const shelfEvents = {
  BookPut: defineEvent({
    type: 'BookPut',
    version: 1,
    title: { zh: '上架', en: 'Book put' },
    classification: 'PUBLIC',
    payload: record({ shelf: id(), book: id(), /** Whose shelf claims the book. */ owner: id() }),
    claims: ({ shelf, book, owner }) => (shelf === owner ? [{ kind: 'book', id: book }] : []),
  }),
  ShelfClosed: defineEvent({
    type: 'ShelfClosed',
    version: 1,
    title: { zh: '封架', en: 'Shelf closed' },
    classification: 'INTERNAL',
    payload: record({ shelf: id() }),
  }),
};
const ruleEvents = {
  LimitSet: defineEvent({
    type: 'LimitSet',
    version: 1,
    title: { zh: '限额', en: 'Limit set' },
    classification: 'INTERNAL',
    payload: record({ limit: Type.Integer() }),
  }),
  BookForbidden: defineEvent({
    type: 'BookForbidden',
    version: 1,
    title: { zh: '禁书', en: 'Book forbidden' },
    classification: 'INTERNAL',
    payload: record({ book: id() }),
    claims: ({ book }) => [{ kind: 'book', id: book }],
  }),
};
interface Shelf {
  readonly books: readonly string[];
  readonly closed: boolean;
}
const shelves: StreamCategory<Shelf, EventOf<typeof shelfEvents>> = {
  name: 'shelf',
  events: shelfEvents,
  initial: { books: [], closed: false },
  evolve: (shelf, { type, data }) => (type === 'BookPut' ? { ...shelf, books: [...shelf.books, data.book] } : { ...shelf, closed: true }),
};
const rules: StreamCategory<number, EventOf<typeof ruleEvents>> = {
  name: 'rules',
  events: ruleEvents,
  initial: 1_000,
  evolve: (limit, { type, data }) => (type === 'LimitSet' ? data.limit : limit),
};
const houseRules = ref(rules, 'house');

const shelfAct = <P extends TProperties, R>(act: Act<Shelf, EventOf<typeof shelfEvents>, P, R>): AnyAct => act as unknown as AnyAct;
const acts: readonly AnyAct[] = [
  shelfAct({
    command: 'PutBook',
    title: { zh: '上架', en: 'Put a book' },
    legalBasis: [],
    payload: record({ shelves: Type.Array(id()), book: id() }),
    by: { clerk: () => true },
    on: ({ shelves: names }) => names.map((name) => ref(shelves, name)),
    reads: ({ book }) => ({ limit: houseRules, holder: holderOf(shelves, 'book', book) }),
    decide: ({ data: { shelves: names, book }, at }, { streamId, state }, { limit }) => {
      const shelf = streamId!.slice('shelf/'.length);
      if (state.books.includes(book)) return accept([]);
      if (state.closed) return refuse('shelf-closed', [], '已封架', 'the shelf is closed');
      if (state.books.length >= limit.state) return refuse('shelf-full', [], '已满', 'the shelf is full');
      const effective = book.startsWith('old-') ? { occurredAt: '2001-01-01T00:00:00.000Z' } : {};
      return accept([newEvent(shelfEvents.BookPut, { shelf, book, owner: names[0]! }, at ? effective : {})]);
    },
  }),
  shelfAct({
    command: 'CloseShelf',
    title: { zh: '封架', en: 'Close a shelf' },
    legalBasis: ['measure-2022/1'],
    payload: record({ shelf: id() }),
    by: { clerk: () => true },
    on: ({ shelf }) => [ref(shelves, shelf)],
    decide: ({ data }, { state }) =>
      state.closed ? refuse('shelf-closed', [], '已封架', 'closed') : accept([newEvent(shelfEvents.ShelfClosed, data)]),
  }),
  {
    command: 'SetLimit',
    title: { zh: '限额', en: 'Set the limit' },
    legalBasis: [],
    payload: record({ limit: Type.Integer() }),
    by: { clerk: () => true },
    on: () => [houseRules],
    decide: ({ data }: { data: { limit: number } }) => accept([newEvent(ruleEvents.LimitSet, data)]),
  } as unknown as AnyAct,
  {
    command: 'ForbidBook',
    title: { zh: '禁书', en: 'Forbid a book' },
    legalBasis: [],
    payload: record({ book: id() }),
    by: { clerk: () => true },
    on: () => [houseRules],
    reads: ({ book }: { book: string }) => ({ shelf: claimed({ kind: 'book', id: book }) }),
    decide: ({ data }: { data: { book: string } }, _: unknown, { shelf }: { shelf: { held: boolean } }) =>
      shelf.held ? refuse('book-there', [], '已上架', 'the book is there') : accept([newEvent(ruleEvents.BookForbidden, data)]),
  } as unknown as AnyAct,
];
const registry = eventRegistry(shelfEvents, ruleEvents);

const clerk: Actor = { person: 'clerk-1', role: 'clerk', org: 'library' };
const NOON = '2025-01-01T12:00:00.000Z';
const key = randomBytes(32);

const caseworkOn = (store: EventStore, more: { readonly cachedStreams?: number } = {}): Casework =>
  casework({
    store,
    registry,
    acts,
    categories: [shelves, rules],
    vault: vault(randomBytes(32)),
    requestKey: key,
    rulePackage: 'house',
    calendarStream: 'rules/house',
    ...more,
  });

/** A store whose appends can be held back and made to fail, each at its turn. */
const troubled = (inner: EventStore) => {
  let gate: Promise<void> = Promise.resolve();
  const failing = new Set<string>();
  return {
    store: {
      ...inner,
      append: (append: Append) =>
        gate.then(() => (failing.has(append.commandId) ? Promise.reject(new Error('the disk is full')) : inner.append(append))),
    } satisfies EventStore,
    /** Holds all further appends until it is called. */
    hold: (): (() => void) => {
      let open!: () => void;
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
    fail: (commandId: string) => void failing.add(commandId),
  };
};

const give = ({ execute }: Casework, type: string, data: unknown, commandId: string = randomUUID(), at = NOON): Promise<Answer> =>
  execute({ commandId, type, data, actor: clerk, at });
const put = (to: Casework, book: string, shelf: string | readonly string[] = 'a', commandId?: string, at?: string): Promise<Answer> =>
  give(to, 'PutBook', { shelves: typeof shelf === 'string' ? [shelf] : shelf, book }, commandId, at);
const close = (to: Casework, shelf = 'a', commandId?: string): Promise<Answer> => give(to, 'CloseShelf', { shelf }, commandId);
const forbid = (to: Casework, book: string): Promise<Answer> => give(to, 'ForbidBook', { book });
const setLimit = (to: Casework, limit: number, commandId?: string): Promise<Answer> => give(to, 'SetLimit', { limit }, commandId);

const refusalOf = (answer: Answer): string | null => (answer.outcome === 'refused' ? answer.refusal.code : null);
/** What stands on a shelf, by the log: books, and `|` where it was closed. */
const shelfIn = async (store: EventStore, shelf = 'a'): Promise<readonly string[]> =>
  (await store.readStream(`shelf/${shelf}`)).map(({ type, payload }) =>
    type === 'ShelfClosed' ? '|' : (JSON.parse(payload) as { book: string }).book,
  );
/** Lets everything that needs no held append run as far as it goes. */
const quiet = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('casework', () => {
  let store: EventStore;
  let office: Casework;
  beforeEach(() => {
    store = memoryStore();
    office = caseworkOn(store);
  });

  it('appends what an act decides, and says what it appended', async () => {
    const answer = await put(office, 'b1', ['a', 'b'], 'c1');
    expect(answer).toEqual({
      outcome: 'accepted',
      commandId: 'c1',
      position: 2,
      events: [
        { eventId: expect.any(String), type: 'BookPut', streamId: 'shelf/a', streamVersion: 1 },
        { eventId: expect.any(String), type: 'BookPut', streamId: 'shelf/b', streamVersion: 1 },
      ],
      warnings: [],
      repeated: false,
    });
    expect(await shelfIn(store, 'a')).toEqual(['b1']);
    expect(await shelfIn(store, 'b')).toEqual(['b1']);
  });

  it('records who, when, why and by which rules beside every event', async () => {
    await setLimit(office, 5);
    await office.execute({ commandId: 'c1', type: 'CloseShelf', data: { shelf: 'a' }, actor: clerk, at: NOON });
    await office.execute({
      commandId: 'c2',
      type: 'PutBook',
      data: { shelves: ['b'], book: 'b1' },
      actor: clerk,
      at: NOON,
      correlationId: 'k1',
      causationId: 'e0',
      traceparent: '00-1-2-01',
    });
    const metadata = async (shelf: string): Promise<EventMetadata> =>
      JSON.parse((await store.readStream(`shelf/${shelf}`))[0]!.metadata) as EventMetadata;
    const common = { actor: clerk, occurredAt: NOON, rulePackage: 'house' };
    expect(await metadata('a')).toEqual({
      ...common,
      commandId: 'c1',
      correlationId: 'c1',
      causationId: null,
      legalBasis: ['measure-2022/1'],
      calendarVersion: null,
      classification: 'INTERNAL',
      traceparent: null,
    });
    expect(await metadata('b')).toEqual({
      ...common,
      commandId: 'c2',
      correlationId: 'k1',
      causationId: 'e0',
      legalBasis: [],
      calendarVersion: 1,
      classification: 'PUBLIC',
      traceparent: '00-1-2-01',
    });
  });

  it('says of an event on the calendar itself that nothing was counted by it', async () => {
    await setLimit(office, 5);
    await setLimit(office, 6);
    const versions = (await store.readStream('rules/house')).map(({ metadata }) => (JSON.parse(metadata) as EventMetadata).calendarVersion);
    expect(versions).toEqual([null, null]);
  });

  it('never lets the effective instants of a stream go back, whatever a clock or an act says', async () => {
    await put(office, 'b1', 'a', undefined, '2025-03-01T00:00:00.000Z');
    await put(office, 'b2', 'a', undefined, '2025-01-01T00:00:00.000Z');
    await put(office, 'old-b3');
    await put(caseworkOn(store), 'old-b4', ['a', 'b']);
    const effective = async (shelf: string) =>
      (await store.readStream(`shelf/${shelf}`)).map(({ metadata }) => (JSON.parse(metadata) as EventMetadata).occurredAt);
    expect(await effective('a')).toEqual(Array(4).fill('2025-03-01T00:00:00.000Z'));
    expect(await effective('b')).toEqual(['2001-01-01T00:00:00.000Z']);
  });

  describe('refuses, and leaves the log as it was,', () => {
    afterEach(async () => expect(await store.head()).toBe(0));

    it('a command that there is not', async () => {
      for (const name of ['Nothing', 'toString', '__proto__', '']) expect(refusalOf(await give(office, name, {}))).toBe('unknown-command');
    });
    it('a payload that its schema does not know', async () => {
      for (const data of [null, undefined, 'b1', [], {}, { shelf: 'a/b' }, { shelf: 'a', more: 1 }])
        expect(refusalOf(await give(office, 'CloseShelf', data))).toBe('invalid-payload');
    });
    it('what is wrong with a payload to a role that is not named: it is told that it may not', async () => {
      const actor = { ...clerk, role: 'reader' };
      const answer = await office.execute({ commandId: 'c', type: 'CloseShelf', data: {}, actor, at: NOON });
      expect(refusalOf(answer)).toBe('not-authorised');
    });
    it('characters that neither the log nor a read model can keep', async () => {
      const said = (person: string) =>
        office.execute({ commandId: 'c', type: 'CloseShelf', data: { shelf: 'a' }, actor: { ...clerk, person }, at: NOON });
      expect(refusalOf(await said('a\u0000b'))).toBe('invalid-payload');
      expect(refusalOf(await said('a\ud800b'))).toBe('invalid-payload');
      expect(refusalOf(await said('\\\u0000'))).toBe('invalid-payload');
    });
    it('a role that is not named, not even one that every object has', async () => {
      for (const role of ['reader', 'constructor', 'hasOwnProperty']) {
        const answer = await office.execute({
          commandId: 'c',
          type: 'CloseShelf',
          data: { shelf: 'a' },
          actor: { ...clerk, role },
          at: NOON,
        });
        expect(refusalOf(answer)).toBe('not-authorised');
      }
    });
  });

  it('keeps a backslash before u0000 that is only text', async () => {
    const answer = await office.execute({
      commandId: 'c',
      type: 'CloseShelf',
      data: { shelf: 'a' },
      actor: { ...clerk, person: '\\u0000' },
      at: NOON,
    });
    expect(refusalOf(answer)).toBeNull();
  });

  it('refuses the whole of a command on several streams where one stands against it', async () => {
    await close(office, 'b');
    expect(refusalOf(await put(office, 'b1', ['a', 'b', 'c']))).toBe('shelf-closed');
    expect(await store.head()).toBe(1);
  });

  it('records nothing where nothing has to be recorded, and says so', async () => {
    await put(office, 'b1');
    expect(await put(office, 'b1')).toMatchObject({ outcome: 'accepted', position: 0, events: [], repeated: false });
    expect(await store.head()).toBe(1);
  });

  describe('a command id', () => {
    it('that comes again is answered as the first time, and nothing is appended', async () => {
      const first = await put(office, 'b1', 'a', 'c1');
      expect(await put(office, 'b1', 'a', 'c1')).toEqual({ ...first, repeated: true });
      expect(await put(caseworkOn(store), 'b1', 'a', 'c1')).toEqual({ ...first, repeated: true });
      expect(await store.head()).toBe(1);
    });
    it('gets its first answer also when the same would be refused by now', async () => {
      const first = await put(office, 'b1', 'a', 'c1');
      await close(office);
      expect(await close(office, 'a', 'c1')).toMatchObject({ outcome: 'refused', refusal: { code: 'command-id-reused' } });
      expect(await put(office, 'b1', 'a', 'c1')).toEqual({ ...first, repeated: true });
      expect(await shelfIn(store)).toEqual(['b1', '|']);
    });
    it('sent many times at once is done once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => put(n % 2 ? office : caseworkOn(store), 'b1', 'a', 'c1')));
      expect(answers.filter((answer) => answer.outcome === 'accepted' && !answer.repeated)).toHaveLength(1);
      expect(new Set(answers.map((answer) => (answer as { position: number }).position))).toEqual(new Set([1]));
      expect(await shelfIn(store)).toEqual(['b1']);
    });
    it('with other content, or from another person, is an error', async () => {
      await put(office, 'b1', 'a', 'c1');
      expect(refusalOf(await put(office, 'b2', 'a', 'c1'))).toBe('command-id-reused');
      const other = {
        commandId: 'c1',
        type: 'PutBook',
        data: { shelves: ['a'], book: 'b1' },
        actor: { ...clerk, person: 'clerk-2' },
        at: NOON,
      };
      expect(refusalOf(await office.execute(other))).toBe('command-id-reused');
      expect(await store.head()).toBe(1);
    });
    it('of a refused command is free: it is decided anew', async () => {
      await setLimit(office, 0);
      expect(refusalOf(await put(office, 'b1', 'a', 'c1'))).toBe('shelf-full');
      await setLimit(office, 1);
      expect(await put(office, 'b1', 'a', 'c1')).toMatchObject({ outcome: 'accepted', repeated: false });
    });
  });

  it('lets any number of commands on one stream land at once, in the order in which they came', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => put(office, `b${n}`)));
    expect(answers.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(await shelfIn(store)).toEqual(Array.from({ length: 500 }, (_, n) => `b${n}`));
  });

  it('takes streams that are named in opposite orders without waiting in a circle', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => put(office, `b${n}`, n % 2 ? ['a', 'b', 'c'] : ['c', 'b', 'a'])));
    expect([...(await shelfIn(store, 'a'))].sort()).toEqual([...(await shelfIn(store, 'c'))].sort());
    expect(await store.head()).toBe(300);
  });

  it('gives an id to one stream only, and says to the other that it is taken', async () => {
    const others = [office, caseworkOn(store), caseworkOn(store)];
    const answers = await Promise.all(others.map((one, n) => put(one, 'b1', `s${n}`)));
    expect(answers.map(refusalOf).sort()).toEqual([null, 'id-taken', 'id-taken'].sort());
    expect(await store.head()).toBe(1);
  });

  it('asks who holds a claim and reads nothing of its stream, of which the act may not know the category', async () => {
    await put(office, 'b1');
    const other = caseworkOn(store);
    expect(refusalOf(await forbid(other, 'b1'))).toBe('book-there');
    expect(refusalOf(await forbid(other, 'b2'))).toBeNull();
    expect(refusalOf(await put(other, 'b3'))).toBeNull();
    await close(other);
    expect(refusalOf(await put(other, 'b4'))).toBe('shelf-closed');
  });

  it('decides again where a claim that was free is taken before the append, and refuses by the act’s own words', async () => {
    const trouble = troubled(store);
    const slow = caseworkOn(trouble.store);
    const open = trouble.hold();
    const forbidding = forbid(slow, 'b1');
    await quiet();
    await put(office, 'b1');
    open();
    expect(refusalOf(await forbidding)).toBe('book-there');
    expect(await store.head()).toBe(1);
  });

  describe('beside another process on the same log', () => {
    let other: Casework;
    beforeEach(() => {
      other = caseworkOn(store);
    });

    it('decides again on what the other wrote in between', async () => {
      await put(office, 'b1');
      await put(other, 'b2');
      expect(await put(office, 'b3')).toMatchObject({ outcome: 'accepted' });
      await close(other);
      expect(refusalOf(await put(office, 'b4'))).toBe('shelf-closed');
      expect(await shelfIn(store)).toEqual(['b1', 'b2', 'b3', '|']);
    });

    it('refuses on fresh facts only', async () => {
      await setLimit(office, 1);
      await put(office, 'b1');
      expect(refusalOf(await put(office, 'b2'))).toBe('shelf-full');
      await setLimit(other, 2);
      expect(refusalOf(await put(office, 'b2'))).toBeNull();
    });

    it('accepts on facts that were read only while they stand', async () => {
      await setLimit(office, 1);
      await put(office, 'b1');
      await setLimit(other, 0);
      expect(refusalOf(await put(office, 'b2', 'b'))).toBe('shelf-full');
    });

    it('gives up loudly, not silently, where the facts never stand still', async () => {
      let attempts = 0;
      const restless = caseworkOn({
        ...store,
        append: async () => ((attempts += 1), { outcome: 'conflict', on: 'stream', id: 'shelf/a' }),
      });
      await expect(put(restless, 'b1')).rejects.toThrow(/could not be decided on standing facts in 64 attempts/);
      expect(attempts).toBe(64);
      expect(await store.head()).toBe(0);
    });

    it('decides as well with next to no memory', async () => {
      const small = caseworkOn(store, { cachedStreams: 1 });
      await Promise.all(Array.from({ length: 60 }, (_, n) => put(n % 3 ? small : other, `b${n}`, `s${n % 4}`)));
      expect(await store.head()).toBe(60);
    });
  });

  describe('when an append that a state ran ahead of does not come to be', () => {
    let other: Casework;
    let trouble: ReturnType<typeof troubled>;
    beforeEach(() => {
      trouble = troubled(store);
      office = caseworkOn(trouble.store);
      other = caseworkOn(store);
    });

    it('leaves no trace of it behind', async () => {
      trouble.fail('c1');
      await expect(close(office, 'a', 'c1')).rejects.toThrow('the disk is full');
      expect(await put(office, 'b1')).toMatchObject({ outcome: 'accepted' });
      expect(await shelfIn(store)).toEqual(['b1']);
    });

    it('does not append what was decided on it, though the other process wrote as many events', async () => {
      const release = trouble.hold();
      const first = put(office, 'b1');
      await quiet();
      // Decided on a shelf that holds b1, at version 1.
      const second = put(office, 'b2');
      await quiet();
      await close(other);
      release();
      expect((await Promise.all([first, second])).map(refusalOf)).toEqual(['shelf-closed', 'shelf-closed']);
      expect(await shelfIn(store)).toEqual(['|']);
    });

    it('does not refuse what was refused on it', async () => {
      const release = trouble.hold();
      trouble.fail('c1');
      const closing = close(office, 'a', 'c1').catch((error: Error) => error.message);
      await quiet();
      const putting = put(office, 'b2');
      await quiet();
      await put(other, 'b1');
      release();
      expect(await closing).toBe('the disk is full');
      expect(refusalOf(await putting)).toBeNull();
      expect(await shelfIn(store)).toEqual(['b1', 'b2']);
    });

    it('does not take as done what was done in it alone', async () => {
      const release = trouble.hold();
      trouble.fail('c1');
      const first = put(office, 'b1', 'b', 'c1').catch((error: Error) => error.message);
      await quiet();
      // Shelf b seems to have it already, so only a would be written.
      const both = put(office, 'b1', ['a', 'b']);
      await quiet();
      await put(other, 'b2', 'b');
      release();
      await Promise.all([first, both]);
      expect(await shelfIn(store, 'a')).toEqual(['b1']);
      expect(await shelfIn(store, 'b')).toEqual(['b2', 'b1']);
    });

    it('does not read from it either', async () => {
      await setLimit(other, 1);
      const release = trouble.hold();
      trouble.fail('c1');
      const setting = setLimit(office, 0, 'c1').catch((error: Error) => error.message);
      await quiet();
      const putting = put(office, 'b1');
      await quiet();
      release();
      expect(await setting).toBe('the disk is full');
      expect(refusalOf(await putting)).toBeNull();
    });

    it('answers everyone else, however many had queued up behind it', async () => {
      const release = trouble.hold();
      trouble.fail('c0');
      const all = Array.from({ length: 50 }, (_, n) => put(office, `b${n}`, 'a', `c${n}`).catch(() => null));
      await quiet();
      await put(other, 'x');
      release();
      const answers = await Promise.all(all);
      expect(answers[0]).toBeNull();
      expect(answers.slice(1).every((answer) => answer?.outcome === 'accepted')).toBe(true);
      expect([...(await shelfIn(store))].sort()).toEqual(['x', ...Array.from({ length: 49 }, (_, n) => `b${n + 1}`)].sort());
    });
  });
});
