import { newEvent, type AcceptedDecision, type DomainEvent, type EventMetadata } from '@minglu/kernel';
import type { AdmittedCommand } from './admission.js';
import type { Decided } from './deciding.js';
import { decisionToAppend, type AppendOptions } from './decision-to-append.js';
import { recordsEvents, writtenStreams } from './written-streams.js';
import { acts, clerk, NOON, registry, ruleEvents, rules, shelfEvents, shelves } from './testing/library.js';
import { loadedAt } from './testing/streams.js';

const EARLIER = '2024-12-31T00:00:00.000Z';
const LATER = '2025-06-01T00:00:00.000Z';
const put = (book: string, more: Partial<DomainEvent> = {}) => newEvent(shelfEvents.BookPut, { shelf: 'a', book, owner: 'a' }, more);
const limitSet = newEvent(ruleEvents.LimitSet, { limit: 5 });

const act = acts.find(({ command }) => command === 'CloseShelf')!;
const secret = { ref: 'r1', subject: 'p1', wrappedKey: new Uint8Array(1), ciphertext: new Uint8Array(1) };
const admitted: AdmittedCommand = {
  command: { commandId: 'c1', type: 'CloseShelf', data: {}, actor: clerk, at: NOON },
  act,
  data: {},
  secrets: [secret],
  named: null,
  matter: null,
  person: null,
  created: {},
  requestHash: new Uint8Array([1]),
};
const streams = new Map([
  ['shelf/a', { ...loadedAt(shelves, 1, null, { books: ['b0'], closed: false }), lastOccurredAt: EARLIER }],
  ['shelf/b', loadedAt(shelves, 0)],
  ['rules/house', loadedAt(rules, 3)],
]);
const toAppend = (
  decision: AcceptedDecision,
  { assumed = [], ...more }: Partial<AppendOptions & Pick<Decided, 'assumed'>> = {},
  parameters = {},
  command: AdmittedCommand = admitted,
) => {
  let drawn = 0;
  const options: AppendOptions = {
    registry,
    categories: [shelves, rules],
    rulePackage: 'house-2025',
    calendarStream: 'rules/house',
    newEventId: () => `id-${(drawn += 1)}`,
    ...more,
  };
  return decisionToAppend(options)(command, decision, { streams, parameters, assumed });
};
const decision = (...events: readonly DomainEvent[]): AcceptedDecision => ({
  writes: [
    { streamId: 'shelf/a', expectedVersion: 1, events },
    { streamId: 'shelf/b', expectedVersion: 0, events: [] },
  ],
  warnings: [],
  readSet: [
    { streamId: 'shelf/a', version: 1 },
    { streamId: 'shelf/b', version: 0 },
    { streamId: 'rules/house', version: 3 },
  ],
});
const metadataOf = ({ append }: ReturnType<typeof toAppend>): readonly EventMetadata[] =>
  append.writes.flatMap(({ events }) => events.map(({ metadata }) => JSON.parse(metadata) as EventMetadata));

describe('the append of a decision', () => {
  it('writes the events after the last event of their stream', () => {
    const { append } = toAppend(decision(put('b1'), newEvent(shelfEvents.ShelfClosed, { shelf: 'a' })));
    expect(append.writes).toEqual([
      {
        streamId: 'shelf/a',
        expectedVersion: 1,
        follows: 'e1',
        events: [
          expect.objectContaining({
            eventId: 'id-1',
            type: 'BookPut',
            schemaVersion: 1,
            payload: '{"book":"b1","owner":"a","shelf":"a"}',
            classification: 'PUBLIC',
          }),
          expect.objectContaining({ eventId: 'id-2', type: 'ShelfClosed', classification: 'INTERNAL' }),
        ],
      },
    ]);
  });
  it('keeps the fields that stay inside in the metadata of a public event', () => {
    const of = (classification: 'PUBLIC' | 'INTERNAL') => {
      const definition: typeof registry.definition = (type) => ({
        ...registry.definition(type),
        classification,
        internal: { owner: null },
        commonNames: { size: 'extent' },
      });
      return metadataOf(toAppend(decision(put('b1')), { registry: { ...registry, definition } }))[0]!;
    };
    expect(of('PUBLIC')).toMatchObject({ internal: { owner: null }, commonNames: { size: 'extent' } });
    for (const field of ['internal', 'commonNames']) expect(of('INTERNAL')).not.toHaveProperty(field);
    expect(metadataOf(toAppend(decision(put('b1'))))[0]).not.toHaveProperty('internal');
  });
  it('checks the versions of all streams that it does not write', () => {
    expect(toAppend(decision(put('b1'))).append.checks).toEqual([
      { streamId: 'shelf/b', version: 0 },
      { streamId: 'rules/house', version: 3 },
    ]);
  });
  it('takes claims and releases from the definitions of the events', () => {
    const { append } = toAppend(decision(put('b1')));
    expect([append.claims, append.releases]).toEqual([[{ kind: 'book', id: 'b1', streamId: 'shelf/a' }], []]);
    const definition: typeof registry.definition = (type) => ({ ...registry.definition(type), releases: ['book'] });
    expect(toAppend(decision(put('b1')), { registry: { ...registry, definition } }).append.releases).toEqual([
      { kind: 'book', streamId: 'shelf/a' },
    ]);
  });
  it('asserts the claims that the decision took for never held', () => {
    expect(toAppend(decision(put('b1')), { assumed: [{ kind: 'book', id: 'b1' }] }).append.unheld).toEqual([{ kind: 'book', id: 'b1' }]);
    expect(toAppend(decision(put('b1'))).append).not.toHaveProperty('unheld');
  });
  it('carries the command id, the request hash, the secrets and the answer', () => {
    const { append, answer } = toAppend(decision(put('b1')));
    expect(append).toMatchObject({ commandId: 'c1', requestHash: admitted.requestHash, at: NOON, secrets: [secret] });
    expect(answer).toEqual({ events: [{ eventId: 'id-1', type: 'BookPut', streamId: 'shelf/a', streamVersion: 2 }], warnings: [] });
    expect(JSON.parse(append.result)).toEqual(answer);
  });
  it('comes with the written streams as they are after it', () => {
    const { streams: after } = toAppend(decision(put('b1'), put('b2', { occurredAt: LATER })));
    expect([...after]).toEqual([
      [
        'shelf/a',
        { version: 3, state: { books: ['b0', 'b1', 'b2'], closed: false }, lastEventId: 'id-2', lastOccurredAt: LATER, pending: null },
      ],
    ]);
  });
  it('fails for an event that its schema rejects', () => {
    expect(() => toAppend(decision({ type: 'BookPut', data: { shelf: 'a' } }))).toThrow('CloseShelf made a malformed BookPut');
  });
  it('is needed only if a target has events', () => {
    expect([recordsEvents(decision(put('b1'))), recordsEvents(decision())]).toEqual([true, false]);
    expect([...writtenStreams(decision(put('b1')))]).toEqual(['shelf/a']);
  });
});

describe('the metadata of an event', () => {
  it('names the actor, the command, the provisions and the rule package', () => {
    expect(metadataOf(toAppend(decision(put('b1'))))).toEqual([
      {
        actor: clerk,
        calendarVersion: 3,
        causationId: null,
        classification: 'PUBLIC',
        commandId: 'c1',
        correlationId: 'c1',
        legalBasis: ['measure-2022/1'],
        occurredAt: NOON,
        rulePackage: 'house-2025',
        traceparent: null,
      },
    ]);
  });
  it('is written in the order of canonical JSON', () => {
    const [event] = toAppend(decision(put('b1')), {}, { limit: 5 }).append.writes[0]!.events;
    const keys = Object.keys(JSON.parse(event!.metadata) as object);
    expect(keys).toEqual([...keys].sort());
  });
  it('has the cause, the correlation and the trace of the command', () => {
    const command = { ...admitted.command, causationId: 'e0', correlationId: 'k1', traceparent: '00-1-2-01' };
    expect(metadataOf(toAppend(decision(put('b1')), {}, {}, { ...admitted, command }))).toMatchObject([
      { causationId: 'e0', correlationId: 'k1', traceparent: '00-1-2-01' },
    ]);
  });
  it('has the provisions of the event if it states its own', () => {
    expect(metadataOf(toAppend(decision(put('b1', { legalBasis: ['house/2'] }))))).toMatchObject([{ legalBasis: ['house/2'] }]);
  });
  it('has an effective instant that never goes back within a stream', () => {
    const instants = (...events: readonly DomainEvent[]) => metadataOf(toAppend(decision(...events))).map(({ occurredAt }) => occurredAt);
    expect(instants(put('b1', { occurredAt: LATER }), put('b2'))).toEqual([LATER, LATER]);
    expect(instants(put('b1', { occurredAt: '2001-01-01T00:00:00.000Z' }))).toEqual([EARLIER]);
  });
  it('has no calendar version on the calendar itself, or if the calendar was not read', () => {
    const onCalendar: AcceptedDecision = {
      ...decision(),
      writes: [{ streamId: 'rules/house', expectedVersion: 3, events: [limitSet] }],
    };
    expect(metadataOf(toAppend(onCalendar))).toMatchObject([{ calendarVersion: null }]);
    const unread: AcceptedDecision = { ...decision(put('b1')), readSet: [{ streamId: 'shelf/a', version: 1 }] };
    expect(metadataOf(toAppend(unread))).toMatchObject([{ calendarVersion: null }]);
  });
  it('names the parameters and the existing reference data that the decision read', () => {
    const isReference = (stream: string) => stream.startsWith('rules/') || stream === 'shelf/b';
    expect(metadataOf(toAppend(decision(put('b1')), { isReference }, { limit: 5 }))).toMatchObject([
      { reliedOn: { parameters: { limit: 5 }, versions: { 'rules/house': 3 } } },
    ]);
    expect(metadataOf(toAppend(decision(put('b1'))))[0]).not.toHaveProperty('reliedOn');
  });
});
