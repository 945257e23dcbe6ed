import { classify, defineEvent, eventRegistry, newEvent, publicPart, UnreadableEvent } from './event.js';
import { id, oneOf, record, text, Type } from './schema.js';

const opened = defineEvent({
  type: 'Opened',
  version: 3,
  title: { zh: '已建立', en: 'Opened' },
  classification: 'INTERNAL',
  payload: record({ caseId: id(), programme: oneOf('city', 'park'), name: text(20) }),
  upcasts: {
    // Version 1 had cities only, in a field `city`; version 2 had no name.
    1: (old: { caseId: string; city: string }) => ({ caseId: old.caseId, programme: 'city', of: old.city }),
    2: ({ of, ...rest }: { caseId: string; programme: string; of: string }) => ({ ...rest, name: of }),
  },
});
const noted = defineEvent({
  type: 'Noted',
  version: 2,
  title: { zh: '已登记', en: 'Noted' },
  classification: ({ secret }) => (secret ? 'RESTRICTED' : 'PUBLIC'),
  payload: record({ secret: Type.Boolean() }),
});
const registry = eventRegistry({ opened }, { noted });
const current = { caseId: 'a', programme: 'city', name: '杭州市' };

describe('the registry of events', () => {
  it('has each type by name, with its definition', () => {
    expect([...registry.definitions.keys()]).toEqual(['Opened', 'Noted']);
    expect(registry.definition('Opened')).toBe(opened);
  });
  it('rejects two definitions of one type', () => {
    expect(() => eventRegistry({ opened }, { again: opened })).toThrow('event type Opened is defined twice');
  });
  it('reads a payload of the current version as it stands', () => {
    expect(registry.read('Opened', 3, current)).toEqual({ type: 'Opened', data: current });
  });
  it('upcasts older payloads to the current version, one version at a time', () => {
    expect(registry.read('Opened', 1, { caseId: 'a', city: '杭州市' }).data).toEqual(current);
    expect(registry.read('Opened', 2, { caseId: 'a', programme: 'park', of: '某园区' }).data).toEqual({
      caseId: 'a',
      programme: 'park',
      name: '某园区',
    });
  });
  it.each([
    ['an unknown type', 'Vanished', 1, {}, 'event Vanished cannot be read: unknown type'],
    ['a version from the future', 'Opened', 4, current, 'schema version 4 is from the future'],
    ['an old version without an upcast', 'Noted', 1, { secret: true }, 'no upcast from version 1'],
    ['a missing field', 'Opened', 3, { caseId: 'a', programme: 'city' }, 'must have required properties name'],
    ['an unknown field', 'Opened', 3, { ...current, extra: 1 }, '/extra'],
    ['an old payload that is malformed after the upcast', 'Opened', 1, { caseId: 'a' }, '/name'],
    ['no object at all', 'Opened', 3, 'text', 'must be object'],
  ])('does not read %s', (_, type, version, payload, problem) => {
    const read = () => registry.read(type, version, payload);
    expect(read).toThrow(UnreadableEvent);
    expect(read).toThrow(problem);
  });
  it('names the type that could not be read', () => {
    expect(() => registry.decoder('Vanished')).toThrow(expect.objectContaining({ eventType: 'Vanished' }));
  });
});

describe('an event', () => {
  it('has an effective instant and provisions of its own only if they are given', () => {
    expect(newEvent(noted, { secret: false })).toEqual({ type: 'Noted', data: { secret: false } });
    expect(newEvent(noted, { secret: false }, { occurredAt: '2025-10-10T16:00:00.000Z', legalBasis: ['measure-2022/18'] })).toEqual({
      type: 'Noted',
      data: { secret: false },
      occurredAt: '2025-10-10T16:00:00.000Z',
      legalBasis: ['measure-2022/18'],
    });
  });
  it('is classified by its type, or by its payload', () => {
    expect([classify(opened, current), classify(noted, { secret: true }), classify(noted, { secret: false })]).toEqual([
      'INTERNAL',
      'RESTRICTED',
      'PUBLIC',
    ]);
  });
});

describe('the payload of a public event for readers outside', () => {
  const data = { caseId: 'a', reasons: '未推进', result: 'contested' };
  it('lacks the fields that stay inside, or has their public value', () => {
    expect(publicPart(data, { internal: { reasons: null, result: 'closed' } })).toEqual({ caseId: 'a', result: 'closed' });
    expect(data).toEqual({ caseId: 'a', reasons: '未推进', result: 'contested' });
  });
  it('gains no field', () => {
    expect(publicPart({ caseId: 'a' }, { internal: { result: 'closed' } })).toEqual({ caseId: 'a' });
    expect(publicPart({ toString: 'x' }, { internal: {} })).toEqual({ toString: 'x' });
  });
  it('has a field under its common name too, with its public value', () => {
    expect(publicPart({ newStars: 2 }, { commonNames: { newStars: 'stars', absent: 'other' } })).toEqual({ newStars: 2, stars: 2 });
    const form = { internal: { reasons: null, result: 'closed' }, commonNames: { reasons: 'why', result: 'outcome' } };
    expect(publicPart(data, form)).toEqual({ caseId: 'a', result: 'closed', outcome: 'closed' });
  });
  it('is the recorded one if no field stays inside and none has a common name', () => {
    expect(publicPart(data, {})).toBe(data);
  });
});
