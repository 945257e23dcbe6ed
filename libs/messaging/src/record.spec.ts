import type { EventMetadata } from '@minglu/kernel';
import type { StoredEvent } from '@minglu/event-store';
import type { Place } from './predecessors.js';
import { eventOf, internalRecord, publicRecord } from './record.js';

const metadata: EventMetadata = {
  actor: { person: 'p', role: 'ministry-officer', org: 'MIIT' },
  calendarVersion: null,
  causationId: 'cause',
  classification: 'PUBLIC',
  commandId: 'c',
  correlationId: 'corr',
  legalBasis: ['measure-2022/18'],
  occurredAt: '2026-01-01T00:00:00.000Z',
  rulePackage: 'measure-2022',
  traceparent: null,
};
const event: StoredEvent = {
  position: 42,
  eventId: '0b9c0c52-0000-4000-8000-000000000000',
  streamId: 'dossier/杭州',
  streamVersion: 7,
  publicVersion: 3,
  type: 'PublicityStarted',
  schemaVersion: 2,
  payload: '{"b":"广州","a":1}',
  metadata: JSON.stringify(metadata),
  salt: new Uint8Array([1]),
  contentHash: Buffer.alloc(32, 2),
  recordedAt: '2026-01-01T00:00:01.000Z',
};
/** A record as Kafka delivers it: everything is bytes. */
const delivered = (record: ReturnType<typeof internalRecord>, more: Record<string, string | undefined> = {}) => ({
  key: Buffer.from(record.key),
  value: Buffer.from(record.value),
  headers: Object.fromEntries(
    Object.entries({ ...record.headers, ...more }).flatMap(([name, value]) => (value === undefined ? [] : [[name, Buffer.from(value)]])),
  ),
});
const place: Place = {
  logId: '0b9c0c52-0000-4000-8000-00000000000a',
  epoch: 2,
  predecessor: 'ab'.repeat(32),
  publicPredecessor: 'cd'.repeat(32),
};
const record = internalRecord(event, metadata, place);

describe('an internal record', () => {
  it('is a CloudEvent in binary mode whose value is the payload, byte for byte', () => {
    expect(record).toEqual({
      key: 'dossier/杭州',
      value: '{"b":"广州","a":1}',
      headers: {
        ce_specversion: '1.0',
        ce_id: event.eventId,
        ce_type: 'PublicityStarted',
        ce_source: 'urn:minglu:log',
        ce_subject: 'dossier/杭州',
        ce_time: '2026-01-01T00:00:00.000Z',
        ce_dataschema: 'urn:minglu:event:PublicityStarted:v2',
        'content-type': 'application/json',
        ce_logid: place.logId,
        ce_epoch: '2',
        ce_predecessor: 'ab'.repeat(32),
        ce_publicversion: '3',
        position: '42',
        streamversion: '7',
        publicversion: '3',
        contenthash: '02'.repeat(32),
        correlationid: 'corr',
        causationid: 'cause',
        recordedat: '2026-01-01T00:00:01.000Z',
        metadata: event.metadata,
      },
    });
  });
  it('is read back as the event without its salt, with the hash of its predecessor, and is parsed once', () => {
    const parsed = { payload: JSON.parse(event.payload) as unknown, metadata: JSON.parse(event.metadata) as unknown };
    expect(eventOf(delivered(record))).toEqual({ ...event, salt: new Uint8Array(), parsed, predecessor: place.predecessor });
    const hidden = internalRecord({ ...event, publicVersion: null }, { ...metadata, causationId: null }, place);
    expect(Object.keys(hidden.headers)).not.toContain('causationid');
    expect(eventOf(delivered(hidden))).toMatchObject({ publicVersion: null });
  });
});

describe('an invalid record', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    ['of another source', { ce_source: 'urn:other' }, 'not a CloudEvent of this log'],
    ['of another version of CloudEvents', { ce_specversion: '0.3' }, 'not a CloudEvent of this log'],
    ['whose type differs from its schema', { ce_type: 'TitleConferred' }, 'its type and its schema do not agree'],
    ['without a schema', { ce_dataschema: undefined }, 'its type and its schema do not agree'],
    ['without a position', { position: undefined }, 'no place in the log'],
    ['with a version that is no number', { streamversion: '-1' }, 'no place in the log'],
    ['with a version that no stream can have', { streamversion: '2147483648' }, 'no place in the log'],
    ['with a public version of 0', { publicversion: '0' }, 'no place in the log'],
    [
      'with a schema version that no schema can have',
      { ce_dataschema: 'urn:minglu:event:PublicityStarted:v99999999999' },
      'its type and its schema do not agree',
    ],
    ['with a malformed id', { ce_id: 'x\u0000' }, 'incomplete'],
    ['with a malformed recording time', { recordedat: 'yesterday' }, 'incomplete'],
    ['whose metadata is no object', { metadata: 'null' }, 'not JSON'],
    ['whose subject differs from its key', { ce_subject: 'dossier/b' }, 'incomplete'],
    ['without its metadata', { metadata: undefined }, 'incomplete'],
    ['with metadata that is no JSON', { metadata: '{' }, 'not JSON'],
  ])('%s has a reason', (_, more, reason) => expect(eventOf(delivered(record, more))).toEqual({ invalid: reason }));
  it('without headers, without a key, without a value, or with a value that is no JSON has a reason', () => {
    expect(eventOf({ ...delivered(record), headers: {} })).toEqual({ invalid: 'no headers' });
    expect(eventOf({ key: null, value: null })).toEqual({ invalid: 'no headers' });
    expect(eventOf({ ...delivered(record), key: null })).toEqual({ invalid: 'incomplete' });
    expect(eventOf({ ...delivered(record), value: null })).toEqual({ invalid: 'incomplete' });
    expect(eventOf({ ...delivered(record), value: Buffer.from('\u0000\u0001') })).toEqual({ invalid: 'not JSON' });
    expect(eventOf({ ...delivered(record), value: Buffer.from('null') })).toEqual({ invalid: 'not JSON' });
    const nameless = { key: 'dossier/\u0000', headers: { ...record.headers, ce_subject: 'dossier/\u0000' } };
    expect(eventOf(delivered({ ...record, ...nameless }))).toEqual({ invalid: 'incomplete' });
    expect(eventOf(delivered(publicRecord(event, metadata, place)))).toEqual({ invalid: 'no place in the log' });
  });
});

describe('a public record', () => {
  it('has the payload, byte for byte', () => {
    expect(publicRecord(event, metadata, place).value).toBe(event.payload);
  });
  it('lacks the fields that stay inside; the internal one has them', () => {
    const inside = { ...metadata, internal: { b: null } };
    expect(publicRecord(event, inside, place).value).toBe('{"a":1}');
    expect(internalRecord(event, inside, place).value).toBe(event.payload);
  });
});
