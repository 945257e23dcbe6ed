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
  type EventOf,
  type StreamCategory,
  type TProperties,
} from '@minglu/kernel';

// A minimal domain: shelves take books up to the limit of the house rules, until they are closed.

export const shelfEvents = {
  BookPut: defineEvent({
    type: 'BookPut',
    version: 1,
    title: { zh: '上架', en: 'Book put' },
    classification: 'PUBLIC',
    payload: record({ shelf: id(), book: id(), /** The shelf that claims the book. */ owner: id() }),
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
export const ruleEvents = {
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
export const shelves: StreamCategory<Shelf, EventOf<typeof shelfEvents>> = {
  name: 'shelf',
  events: shelfEvents,
  initial: { books: [], closed: false },
  evolve: (shelf, { type, data }) => (type === 'BookPut' ? { ...shelf, books: [...shelf.books, data.book] } : { ...shelf, closed: true }),
};
export const rules: StreamCategory<number, EventOf<typeof ruleEvents>> = {
  name: 'rules',
  events: ruleEvents,
  initial: 1_000,
  evolve: (limit, { type, data }) => (type === 'LimitSet' ? data.limit : limit),
};
export const houseRules = ref(rules, 'house');

/** Keeps the types of the act's payload and reads while it is written. */
const shelfAct = <P extends TProperties, R>(act: Act<Shelf, EventOf<typeof shelfEvents>, P, R>): AnyAct => act as unknown as AnyAct;
export const acts: readonly AnyAct[] = [
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
    newId: 'book',
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
export const registry = eventRegistry(shelfEvents, ruleEvents);

export const clerk: Actor = { person: 'clerk-1', role: 'clerk', org: 'library' };
export const NOON = '2025-01-01T12:00:00.000Z';
