import { randomBytes, randomUUID } from 'node:crypto';
import { accept, holderOf, id, newEvent, record, ref, refuse, type AnyAct, type EventMetadata, type Loaded } from '@minglu/kernel';
import { memoryStore, type Append, type EventStore } from '@minglu/event-store';
import { vault } from './vault.js';
import type { CommandAnswer } from './answer.js';
import { commandHandler, type CommandHandler } from './command-handler.js';
import type { EndOfHandOver } from './deciding.js';
import { acts, clerk, NOON, registry, ruleEvents, rules, shelfEvents, shelves } from './testing/library.js';

const key = randomBytes(32);

/** Opens a shelf for a book that no shelf ever had. */
const openFor = {
  command: 'OpenFor',
  title: { zh: '开架', en: 'Open a shelf' },
  legalBasis: [],
  payload: record({ shelf: id(), book: id() }),
  by: { clerk: () => true },
  opens: true,
  on: ({ shelf }: { shelf: string }) => [ref(shelves, shelf)],
  reads: ({ book }: { book: string }) => ({ holder: holderOf(shelves, 'book', book) }),
  decide: ({ data: { shelf, book } }: { data: { shelf: string; book: string } }, _: unknown, { holder }: { holder: Loaded<unknown> }) =>
    holder.streamId === null
      ? accept([newEvent(shelfEvents.BookPut, { shelf, book, owner: shelf })])
      : refuse('book-there', [], '已上架', 'the book is there'),
} as unknown as AnyAct;

const handlerOn = (
  store: EventStore,
  more: { readonly cachedStreams?: number; readonly endOfHandOver?: EndOfHandOver } = {},
): CommandHandler =>
  commandHandler({
    store,
    registry,
    acts: [...acts, openFor],
    categories: [shelves, rules],
    vault: vault(randomBytes(32)),
    requestKey: key,
    rulePackage: 'house',
    calendarStream: 'rules/house',
    ...more,
  });

/** A store whose appends can be delayed, and made to fail by command id. */
const faulty = (inner: EventStore) => {
  let gate: Promise<void> = Promise.resolve();
  const failing = new Set<string>();
  return {
    store: {
      ...inner,
      append: (append: Append) =>
        gate.then(() => (failing.has(append.commandId) ? Promise.reject(new Error('the disk is full')) : inner.append(append))),
    } satisfies EventStore,
    /** Delays all further appends until the returned function is called. */
    hold: (): (() => void) => {
      let open!: () => void;
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
    fail: (commandId: string) => void failing.add(commandId),
  };
};

const give = (
  { execute }: CommandHandler,
  type: string,
  data: unknown,
  commandId: string = randomUUID(),
  at = NOON,
): Promise<CommandAnswer> => execute({ commandId, type, data, actor: clerk, at });
const put = (
  to: CommandHandler,
  book: string,
  shelf: string | readonly string[] = 'a',
  commandId?: string,
  at?: string,
): Promise<CommandAnswer> => give(to, 'PutBook', { shelves: typeof shelf === 'string' ? [shelf] : shelf, book }, commandId, at);
const close = (to: CommandHandler, shelf = 'a', commandId?: string): Promise<CommandAnswer> => give(to, 'CloseShelf', { shelf }, commandId);
const forbid = (to: CommandHandler, book: string): Promise<CommandAnswer> => give(to, 'ForbidBook', { book });
const setLimit = (to: CommandHandler, limit: number, commandId?: string): Promise<CommandAnswer> =>
  give(to, 'SetLimit', { limit }, commandId);

const refusalOf = (answer: CommandAnswer): string | null => (answer.outcome === 'refused' ? answer.refusal.code : null);
/** The events of a shelf in the log: book ids, and `|` for closed. */
const shelfIn = async (store: EventStore, shelf = 'a'): Promise<readonly string[]> =>
  (await store.readStream(`shelf/${shelf}`)).map(({ type, payload }) =>
    type === 'ShelfClosed' ? '|' : (JSON.parse(payload) as { book: string }).book,
  );
/** Runs everything that does not wait for a delayed append. */
const pendingWork = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the command handler', () => {
  let store: EventStore;
  let handler: CommandHandler;
  beforeEach(() => {
    store = memoryStore();
    handler = handlerOn(store);
  });

  it('appends the decided events and answers with them', async () => {
    const answer = await put(handler, 'b1', ['a', 'b'], 'c1');
    expect(answer).toEqual({
      outcome: 'accepted',
      commandId: 'c1',
      position: 2,
      events: [
        { eventId: expect.any(String), type: 'BookPut', streamId: 'shelf/a', streamVersion: 1 },
        { eventId: expect.any(String), type: 'BookPut', streamId: 'shelf/b', streamVersion: 1 },
      ],
      warnings: [],
      created: {},
      repeated: false,
    });
    expect(await shelfIn(store, 'a')).toEqual(['b1']);
    expect(await shelfIn(store, 'b')).toEqual(['b1']);
  });

  it('records actor, instant, provisions and rule package beside every event', async () => {
    await setLimit(handler, 5);
    await handler.execute({ commandId: 'c1', type: 'CloseShelf', data: { shelf: 'a' }, actor: clerk, at: NOON });
    await handler.execute({
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

  it('records no calendar version for an event on the calendar itself', async () => {
    await setLimit(handler, 5);
    await setLimit(handler, 6);
    const versions = (await store.readStream('rules/house')).map(({ metadata }) => (JSON.parse(metadata) as EventMetadata).calendarVersion);
    expect(versions).toEqual([null, null]);
  });

  it('never lets the effective instants of a stream go back, even if a clock or an act does', async () => {
    await put(handler, 'b1', 'a', undefined, '2025-03-01T00:00:00.000Z');
    await put(handler, 'b2', 'a', undefined, '2025-01-01T00:00:00.000Z');
    await put(handler, 'old-b3');
    await put(handlerOn(store), 'old-b4', ['a', 'b']);
    const effective = async (shelf: string) =>
      (await store.readStream(`shelf/${shelf}`)).map(({ metadata }) => (JSON.parse(metadata) as EventMetadata).occurredAt);
    expect(await effective('a')).toEqual(Array(4).fill('2025-03-01T00:00:00.000Z'));
    expect(await effective('b')).toEqual(['2001-01-01T00:00:00.000Z']);
  });

  describe('refuses without an append', () => {
    afterEach(async () => expect(await store.head()).toBe(0));

    it('an unknown command', async () => {
      for (const name of ['Nothing', 'toString', '__proto__', '']) expect(refusalOf(await give(handler, name, {}))).toBe('unknown-command');
    });
    it('a payload that its schema rejects', async () => {
      for (const data of [null, undefined, 'b1', [], {}, { shelf: 'a/b' }, { shelf: 'a', more: 1 }])
        expect(refusalOf(await give(handler, 'CloseShelf', data))).toBe('invalid-payload');
    });
    it('a wrong payload of a role that may not act as not authorised, without naming the fault', async () => {
      const actor = { ...clerk, role: 'reader' };
      const answer = await handler.execute({ commandId: 'c', type: 'CloseShelf', data: {}, actor, at: NOON });
      expect(refusalOf(answer)).toBe('not-authorised');
    });
    it('characters that cannot be stored', async () => {
      const executedBy = (person: string) =>
        handler.execute({ commandId: 'c', type: 'CloseShelf', data: { shelf: 'a' }, actor: { ...clerk, person }, at: NOON });
      expect(refusalOf(await executedBy('a\u0000b'))).toBe('invalid-payload');
      expect(refusalOf(await executedBy('a\ud800b'))).toBe('invalid-payload');
      expect(refusalOf(await executedBy('\\\u0000'))).toBe('invalid-payload');
    });
    it('a role that the act does not name, also if it is the name of an Object property', async () => {
      for (const role of ['reader', 'constructor', 'hasOwnProperty']) {
        const answer = await handler.execute({
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

  it('accepts a backslash before u0000 as plain text', async () => {
    const answer = await handler.execute({
      commandId: 'c',
      type: 'CloseShelf',
      data: { shelf: 'a' },
      actor: { ...clerk, person: '\\u0000' },
      at: NOON,
    });
    expect(refusalOf(answer)).toBeNull();
  });

  it('refuses a command on several streams as a whole if one of them refuses', async () => {
    await close(handler, 'b');
    expect(refusalOf(await put(handler, 'b1', ['a', 'b', 'c']))).toBe('shelf-closed');
    expect(await store.head()).toBe(1);
  });

  it('accepts a command with nothing to record, at position 0', async () => {
    await put(handler, 'b1');
    expect(await put(handler, 'b1')).toMatchObject({ outcome: 'accepted', position: 0, events: [], repeated: false });
    expect(await store.head()).toBe(1);
  });

  describe('the id of a new thing', () => {
    it('is made by the server where the caller gives none, and is the same for the repeated command', async () => {
      const first = await give(handler, 'ForbidBook', {}, 'c1');
      expect(first).toMatchObject({ created: { book: expect.stringMatching(/^book(-[0-9a-z]{4}){3}$/) }, repeated: false });
      expect(await give(handlerOn(store), 'ForbidBook', {}, 'c1')).toEqual({ ...first, repeated: true });
      expect(await give(handler, 'ForbidBook', {}, 'c2')).not.toMatchObject(first);
      expect(await store.head()).toBe(2);
    });
    it('is that of the caller where he gives one, and must then be well-formed', async () => {
      expect(await give(handler, 'ForbidBook', { book: 'b9' })).toMatchObject({ created: { book: 'b9' } });
      expect(refusalOf(await give(handler, 'ForbidBook', { book: '' }))).toBe('invalid-payload');
    });
  });

  describe('a trial', () => {
    const tryOut = (type: string, data: unknown, commandId = 'c1') => handler.tryOut({ commandId, type, data, actor: clerk, at: NOON });
    it('says what would be recorded, records nothing, and does not use up the command id', async () => {
      expect(await tryOut('PutBook', { shelves: ['a', 'b'], book: 'b1' })).toEqual({
        outcome: 'accepted',
        commandId: 'c1',
        events: ['a', 'b'].map((shelf) => ({ type: 'BookPut', streamId: `shelf/${shelf}`, data: { shelf, book: 'b1', owner: 'a' } })),
        warnings: [],
        created: {},
      });
      expect([await store.head(), await store.findCommand('c1'), await store.findClaim('book', 'b1')]).toEqual([0, null, null]);
      expect(await close(handler, 'a', 'c1')).toMatchObject({ outcome: 'accepted', repeated: false });
    });
    it('is refused as the command would be, also for a claim that the append would lose', async () => {
      await put(handler, 'b1');
      await close(handler);
      expect(await tryOut('PutBook', { shelves: ['a'], book: 'b2' })).toMatchObject({ refusal: { code: 'shelf-closed' } });
      expect(await tryOut('PutBook', { shelves: ['b'], book: 'b1' })).toMatchObject({ refusal: { code: 'id-taken' } });
      expect(await tryOut('CloseShelf', {})).toMatchObject({ refusal: { code: 'invalid-payload' } });
      expect(await store.head()).toBe(2);
    });
    it('makes the same new id as the command after it', async () => {
      const tried = await tryOut('ForbidBook', {});
      expect(tried).toMatchObject({ events: [{ type: 'BookForbidden' }], created: { book: expect.any(String) } });
      expect(await give(handler, 'ForbidBook', {}, 'c1')).toMatchObject({ created: (tried as { created: object }).created });
    });
  });

  describe('a command id', () => {
    it('that is repeated gets the first answer, and nothing is appended', async () => {
      const first = await put(handler, 'b1', 'a', 'c1');
      expect(await put(handler, 'b1', 'a', 'c1')).toEqual({ ...first, repeated: true });
      expect(await put(handlerOn(store), 'b1', 'a', 'c1')).toEqual({ ...first, repeated: true });
      expect(await store.head()).toBe(1);
    });
    it('gets its first answer again even if the command would be refused now', async () => {
      const first = await put(handler, 'b1', 'a', 'c1');
      await close(handler);
      expect(await close(handler, 'a', 'c1')).toMatchObject({ outcome: 'refused', refusal: { code: 'command-id-reused' } });
      expect(await put(handler, 'b1', 'a', 'c1')).toEqual({ ...first, repeated: true });
      expect(await shelfIn(store)).toEqual(['b1', '|']);
    });
    it('that is sent many times at once takes effect once', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => put(n % 2 ? handler : handlerOn(store), 'b1', 'a', 'c1')));
      expect(answers.filter((answer) => answer.outcome === 'accepted' && !answer.repeated)).toHaveLength(1);
      expect(new Set(answers.map((answer) => (answer as { position: number }).position))).toEqual(new Set([1]));
      expect(await shelfIn(store)).toEqual(['b1']);
    });
    it('that is reused with other content, or by another person, is refused', async () => {
      await put(handler, 'b1', 'a', 'c1');
      expect(refusalOf(await put(handler, 'b2', 'a', 'c1'))).toBe('command-id-reused');
      const other = {
        commandId: 'c1',
        type: 'PutBook',
        data: { shelves: ['a'], book: 'b1' },
        actor: { ...clerk, person: 'clerk-2' },
        at: NOON,
      };
      expect(refusalOf(await handler.execute(other))).toBe('command-id-reused');
      expect(await store.head()).toBe(1);
    });
    it('of a refused command is not stored: a repeat is decided again', async () => {
      await setLimit(handler, 0);
      expect(refusalOf(await put(handler, 'b1', 'a', 'c1'))).toBe('shelf-full');
      await setLimit(handler, 1);
      expect(await put(handler, 'b1', 'a', 'c1')).toMatchObject({ outcome: 'accepted', repeated: false });
    });
  });

  it('accepts many concurrent commands on one stream, in the order of the calls', async () => {
    const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => put(handler, `b${n}`)));
    expect(answers.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(await shelfIn(store)).toEqual(Array.from({ length: 500 }, (_, n) => `b${n}`));
  });

  it('does not deadlock on streams that are named in opposite orders', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => put(handler, `b${n}`, n % 2 ? ['a', 'b', 'c'] : ['c', 'b', 'a'])));
    expect([...(await shelfIn(store, 'a'))].sort()).toEqual([...(await shelfIn(store, 'c'))].sort());
    expect(await store.head()).toBe(300);
  });

  it('gives an id to one stream only and refuses the others with id-taken', async () => {
    const others = [handler, handlerOn(store), handlerOn(store)];
    const answers = await Promise.all(others.map((one, n) => put(one, 'b1', `s${n}`)));
    expect(answers.map(refusalOf).sort()).toEqual([null, 'id-taken', 'id-taken'].sort());
    expect(await store.head()).toBe(1);
  });

  it('looks up the holder of a claim without reading its stream, whose category the act may not know', async () => {
    await put(handler, 'b1');
    const other = handlerOn(store);
    expect(refusalOf(await forbid(other, 'b1'))).toBe('book-there');
    expect(refusalOf(await forbid(other, 'b2'))).toBeNull();
    expect(refusalOf(await put(other, 'b3'))).toBeNull();
    await close(other);
    expect(refusalOf(await put(other, 'b4'))).toBe('shelf-closed');
  });

  it('decides again if a free claim is taken before the append, and refuses with the act’s own code', async () => {
    const faults = faulty(store);
    const slow = handlerOn(faults.store);
    const open = faults.hold();
    const forbidding = forbid(slow, 'b1');
    await pendingWork();
    await put(handler, 'b1');
    open();
    expect(refusalOf(await forbidding)).toBe('book-there');
    expect(await store.head()).toBe(1);
  });

  it('takes the claims of an act that opens its stream for never held, and decides again where one was', async () => {
    let lookups = 0;
    const findClaim: EventStore['findClaim'] = (...of) => {
      lookups += 1;
      return store.findClaim(...of);
    };
    const opening = handlerOn({ ...store, findClaim });
    const open = (book: string, shelf: string) => give(opening, 'OpenFor', { shelf, book });
    expect(refusalOf(await open('b1', 's1'))).toBeNull();
    expect(lookups).toBe(0);
    expect(refusalOf(await open('b1', 's2'))).toBe('book-there');
    expect(lookups).toBe(1);
    expect(refusalOf(await open('b1', 's3'))).toBe('book-there');
    expect(refusalOf(await open('b2', 's2'))).toBeNull();
    expect(await store.head()).toBe(2);
  });

  describe('beside another process on the same log', () => {
    let other: CommandHandler;
    beforeEach(() => {
      other = handlerOn(store);
    });

    it('decides again on events that the other process wrote in between', async () => {
      await put(handler, 'b1');
      await put(other, 'b2');
      expect(await put(handler, 'b3')).toMatchObject({ outcome: 'accepted' });
      await close(other);
      expect(refusalOf(await put(handler, 'b4'))).toBe('shelf-closed');
      expect(await shelfIn(store)).toEqual(['b1', 'b2', 'b3', '|']);
    });

    it('refuses only on fresh facts', async () => {
      await setLimit(handler, 1);
      await put(handler, 'b1');
      expect(refusalOf(await put(handler, 'b2'))).toBe('shelf-full');
      await setLimit(other, 2);
      expect(refusalOf(await put(handler, 'b2'))).toBeNull();
    });

    it('accepts only if the streams that were read are unchanged', async () => {
      await setLimit(handler, 1);
      await put(handler, 'b1');
      await setLimit(other, 0);
      expect(refusalOf(await put(handler, 'b2', 'b'))).toBe('shelf-full');
    });

    it('throws after 64 attempts if the facts keep moving', async () => {
      let attempts = 0;
      const conflicting = handlerOn({
        ...store,
        append: async () => ((attempts += 1), { outcome: 'conflict', on: 'stream', id: 'shelf/a' }),
      });
      await expect(put(conflicting, 'b1')).rejects.toThrow(/could not be decided: its facts kept moving in 64 attempts/);
      expect(attempts).toBe(64);
      expect(await store.head()).toBe(0);
    });

    it('decides correctly with a cache of one stream', async () => {
      const small = handlerOn(store, { cachedStreams: 1 });
      await Promise.all(Array.from({ length: 60 }, (_, n) => put(n % 3 ? small : other, `b${n}`, `s${n % 4}`)));
      expect(await store.head()).toBe(60);
    });
  });

  describe('when a pending append fails', () => {
    let other: CommandHandler;
    let faults: ReturnType<typeof faulty>;
    beforeEach(() => {
      faults = faulty(store);
      handler = handlerOn(faults.store);
      other = handlerOn(store);
    });

    it('forgets the state that it would have left', async () => {
      faults.fail('c1');
      await expect(close(handler, 'a', 'c1')).rejects.toThrow('the disk is full');
      expect(await put(handler, 'b1')).toMatchObject({ outcome: 'accepted' });
      expect(await shelfIn(store)).toEqual(['b1']);
    });

    it('does not append a decision on that state, even if another process reached the same version', async () => {
      const release = faults.hold();
      const first = put(handler, 'b1');
      await pendingWork();
      // Decided on a shelf with b1, at version 1.
      const second = put(handler, 'b2');
      await pendingWork();
      await close(other);
      release();
      expect((await Promise.all([first, second])).map(refusalOf)).toEqual(['shelf-closed', 'shelf-closed']);
      expect(await shelfIn(store)).toEqual(['|']);
    });

    it('decides a refusal on that state again', async () => {
      const release = faults.hold();
      faults.fail('c1');
      const closing = close(handler, 'a', 'c1').catch((error: Error) => error.message);
      await pendingWork();
      const putting = put(handler, 'b2');
      await pendingWork();
      await put(other, 'b1');
      release();
      expect(await closing).toBe('the disk is full');
      expect(refusalOf(await putting)).toBeNull();
      expect(await shelfIn(store)).toEqual(['b1', 'b2']);
    });

    it('decides again a command that seemed to have nothing to record', async () => {
      const release = faults.hold();
      faults.fail('c1');
      const first = put(handler, 'b1', 'b', 'c1').catch((error: Error) => error.message);
      await pendingWork();
      // Shelf b seems to have the book already, so only shelf a would be written.
      const both = put(handler, 'b1', ['a', 'b']);
      await pendingWork();
      await put(other, 'b2', 'b');
      release();
      await Promise.all([first, both]);
      expect(await shelfIn(store, 'a')).toEqual(['b1']);
      expect(await shelfIn(store, 'b')).toEqual(['b2', 'b1']);
    });

    it('decides again a command that only read that state', async () => {
      await setLimit(other, 1);
      const release = faults.hold();
      faults.fail('c1');
      const setting = setLimit(handler, 0, 'c1').catch((error: Error) => error.message);
      await pendingWork();
      const putting = put(handler, 'b1');
      await pendingWork();
      release();
      expect(await setting).toBe('the disk is full');
      expect(refusalOf(await putting)).toBeNull();
    });

    it('answers all commands that were queued behind it', async () => {
      const release = faults.hold();
      faults.fail('c0');
      const all = Array.from({ length: 50 }, (_, n) => put(handler, `b${n}`, 'a', `c${n}`).catch(() => null));
      await pendingWork();
      await put(other, 'x');
      release();
      const answers = await Promise.all(all);
      expect(answers[0]).toBeNull();
      expect(answers.slice(1).every((answer) => answer?.outcome === 'accepted')).toBe(true);
      expect([...(await shelfIn(store))].sort()).toEqual(['x', ...Array.from({ length: 49 }, (_, n) => `b${n + 1}`)].sort());
    });
  });
});

describe('a hand-over', () => {
  /** In this house the rules stand for a hand-over: they end with a limit of the digit in its id. */
  const endOfHandOver: EndOfHandOver = {
    ref: (id) => ref(rules, id),
    decide: (limit, { handOverId, act }, written) =>
      limit !== 1_000
        ? refuse('ended', [], '已办结', 'it has ended')
        : accept([newEvent(ruleEvents.LimitSet, { limit: written.size }, { legalBasis: [handOverId, act.command] })]),
  };
  const put = (commandId: string, shelf = 'a', handOver = 'h1') => ({
    commandId,
    type: 'PutBook',
    data: { shelves: [shelf], book: commandId },
    actor: clerk,
    at: NOON,
    handOver,
  });

  it('ends with the act in one append, or nothing is recorded', async () => {
    const store = memoryStore();
    const handler = handlerOn(store, { endOfHandOver });
    expect(await handler.tryOut(put('c1'))).toMatchObject({ events: [{ type: 'BookPut' }, { type: 'LimitSet', data: { limit: 1 } }] });
    expect(await handler.execute(put('c1'))).toMatchObject({
      events: [
        { type: 'BookPut', streamId: 'shelf/a' },
        { type: 'LimitSet', streamId: 'rules/h1' },
      ],
    });
    expect(await handler.execute(put('c2'))).toMatchObject({ outcome: 'refused', refusal: { code: 'ended' } });
    expect((await store.readStream('shelf/a')).length).toBe(1);
    // A repeated command gets its first answer, although the hand-over has ended.
    expect(await handler.execute(put('c1'))).toMatchObject({ outcome: 'accepted', repeated: true });
  });
  it('does not end with an act that is refused', async () => {
    const store = memoryStore();
    const handler = handlerOn(store, { endOfHandOver });
    await handler.execute({ ...put('c1', 'a', 'h2'), type: 'CloseShelf', data: { shelf: 'a' } });
    expect(await handler.execute(put('c2', 'a', 'h3'))).toMatchObject({ refusal: { code: 'shelf-closed' } });
    expect(await store.readStream('rules/h3')).toEqual([]);
  });
  it('ends once where two commands carry it out at the same time', async () => {
    const store = memoryStore();
    const both = ['a', 'b'].map((shelf) => handlerOn(store, { endOfHandOver }).execute(put(`in-${shelf}`, shelf)));
    expect((await Promise.all(both)).map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'refused']);
    expect((await store.readStream('rules/h1')).length).toBe(1);
  });
});
