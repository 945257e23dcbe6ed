import { asyncApi, HEADERS, isPublic, possibleClasses } from '@minglu/contracts/generate';
import { dossierEvents } from '@minglu/dossier';
import { decoder, type EventDefinition, type TSchema } from '@minglu/kernel';
import { EPOCH_RECORD, epochRecord, internalRecord, publicRecord, signingKeyFrom, topicMessages, topicNames } from '@minglu/messaging';
import type { StoredEvent } from '@minglu/event-store';
import { events } from '@minglu/system';
import { placesOf, type PayloadSchema } from '../personal-data/clear-text.js';

const definitions = Object.values(events) as unknown as readonly EventDefinition<string, TSchema>[];
const open = definitions.filter(isPublic);
const propertiesOf = (payload: TSchema) => (payload as { readonly properties?: Readonly<Record<string, TSchema>> }).properties ?? {};
const document = asyncApi(definitions, new Set(Object.keys(dossierEvents)));

const metadata = (classification: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    actor: { org: 'MIIT', person: 'officer-7', role: 'ministry-officer' },
    calendarVersion: null,
    causationId: '0b9c0c52-0000-4000-8000-000000000001',
    classification,
    commandId: 'http/ministry-officer/MIIT/officer-7/1',
    correlationId: 'http/ministry-officer/MIIT/officer-7/1',
    legalBasis: [],
    occurredAt: '2026-01-01T00:00:00.000Z',
    rulePackage: 'measure-2022',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ...more,
  });
const stored = (type: string, classification: string, streamId = 'dossier/a'): StoredEvent => ({
  position: 12,
  eventId: '0b9c0c52-0000-4000-8000-000000000000',
  streamId,
  streamVersion: 5,
  publicVersion: classification === 'PUBLIC' ? 2 : null,
  type,
  schemaVersion: 1,
  payload: '{"caseId":"a"}',
  metadata: metadata(classification),
  salt: new Uint8Array(),
  contentHash: new Uint8Array(),
  recordedAt: '2026-01-01T00:00:01.000Z',
});
const place = { logId: '0b9c0c52-0000-4000-8000-00000000000a', epoch: 1, predecessor: 'ab'.repeat(32), publicPredecessor: 'cd'.repeat(32) };
const signingKey = signingKeyFrom(Buffer.alloc(32, 7));
const metadataOf = (event: StoredEvent) => JSON.parse(event.metadata) as never;

describe('the contract for subscribers', () => {
  it('has every type of event, and on the public topic only those that can be public', () => {
    const { channels, components } = document;
    expect(Object.keys({ ...channels.dossier.messages, ...channels.reference.messages }).sort()).toEqual(
      [...definitions.map(({ type }) => type), EPOCH_RECORD].map((type) => `${type}.internal`).sort(),
    );
    expect(Object.keys(channels.public.messages).sort()).toEqual([...open.map(({ type }) => type), EPOCH_RECORD].sort());
    for (const channel of Object.values(channels))
      for (const { $ref } of Object.values(channel.messages)) expect(components.messages).toHaveProperty([$ref.split('/').at(-1)!]);
  });
  const listed = (headers: object) =>
    Object.keys(headers)
      .filter((name) => !['signature', 'signaturekey', 'signaturepath'].includes(name))
      .sort();
  it('lists exactly the headers of a record', () => {
    const event = stored('TitleConferred', 'PUBLIC');
    expect(Object.keys(publicRecord(event, metadataOf(event), place).headers).sort()).toEqual(listed(HEADERS.public));
    expect(Object.keys(internalRecord(event, metadataOf(event), place).headers).sort()).toEqual(listed(HEADERS.internal));
    const [group] = topicMessages([event, event], [place, place], topicNames(), signingKey);
    expect(Object.keys(HEADERS.internal)).toEqual(expect.arrayContaining(Object.keys(group!.messages[0]!.headers!)));
  });
  it.each(['public', 'internal'] as const)('lists exactly the headers and the fields of an epoch record, %s', (audience) => {
    const fork = { topic: 't', key: 'dossier/a', version: 1, predecessor: 'ab'.repeat(32) };
    const epoch = { epoch: 2, after: 7, hash: 'cd'.repeat(32), begunAt: '2026-01-01T00:00:00.000Z' };
    const { headers, value } = epochRecord(fork, epoch, place.logId, audience);
    const { messages, schemas } = document.components as unknown as {
      readonly messages: Readonly<Record<string, { readonly payload: { readonly properties: object } }>>;
      readonly schemas: Readonly<Record<string, { readonly properties: object }>>;
    };
    expect(Object.keys(headers).sort()).toEqual(listed(schemas[`${audience}EpochHeaders`]!.properties));
    const { payload } = messages[audience === 'public' ? EPOCH_RECORD : `${EPOCH_RECORD}.internal`]!;
    expect(Object.keys(JSON.parse(value) as object).sort()).toEqual(listed(payload.properties));
  });
});

describe('the public topic', () => {
  it.each(definitions.map(({ type }) => type))('carries %s when it is PUBLIC and never otherwise', (type) => {
    const names = topicNames();
    const classes = possibleClasses(definitions.find((one) => one.type === type)!);
    for (const classification of ['PUBLIC', 'INTERNAL', 'RESTRICTED']) {
      const topics = topicMessages([stored(type, classification)], [place], names, signingKey).map(({ topic }) => topic);
      expect(topics.includes(names.public)).toBe(classification === 'PUBLIC');
      expect(topics).toContain(names.dossier);
    }
    expect(classes.length).toBeGreaterThan(0);
  });
  it.each(open.map((one) => [one.type, one] as const))(
    'has no field for personal data in %s, neither sealed nor in clear text',
    (_, { payload, internal = {} }) => {
      const places = placesOf(payload as unknown as PayloadSchema).filter(({ path }) => !Object.hasOwn(internal, path.split(/[.[]/)[0]!));
      expect(places.filter(({ kind }) => kind === 'sealed')).toEqual([]);
      expect(
        places
          .map(({ path }) => path)
          .filter((path) => /person|servedBy|closedBy|approvedBy|proposedBy|expert|identity|contact/i.test(path)),
      ).toEqual([]);
    },
  );
  it('lacks a field that stays inside, or has its public value', () => {
    const event = stored('PublicityClosed', 'PUBLIC');
    const inside = metadata('PUBLIC', { internal: { reasons: null, result: 'closed' } });
    const payload = '{"caseId":"a","reasons":"未推进","result":"contested"}';
    const record = publicRecord({ ...event, payload, metadata: inside }, JSON.parse(inside) as never, place);
    expect(record.value).toBe('{"caseId":"a","result":"closed"}');
  });
  it('has neither the document of a decision, which can name persons, nor its service nor the remedies (decisions 34)', () => {
    const inside = ['document', 'service', 'deemedServedOn', 'remedies'];
    const shown = open.flatMap(({ type, payload, internal = {} }) =>
      inside.filter((field) => field in propertiesOf(payload) && internal[field] !== null).map((field) => `${type}.${field}`),
    );
    expect(shown).toEqual([]);
    expect(open.filter(({ payload }) => 'document' in propertiesOf(payload)).length).toBeGreaterThan(20);
  });
  it('has neither the reasons of a denial or an ending nor the outcome of a notice (decisions 39)', () => {
    const internal = (type: keyof typeof events) => (events[type] as (typeof definitions)[number]).internal;
    expect(internal('PublicityClosed')).toEqual({ result: 'closed' });
    for (const type of ['ApplicationWithdrawn', 'CreationEnded', 'PilotClosed', 'DecisionSetAside'] as const)
      expect(internal(type)).toHaveProperty('reasons', null);
    expect(internal('ConferralDenied')).toHaveProperty('basis', null);
    const named = open.filter(
      ({ payload, internal = {} }) => 'singleHanded' in propertiesOf(payload) && !Object.hasOwn(internal, 'singleHanded'),
    );
    expect(named).toEqual([]);
  });
  it.each(open.filter(({ internal }) => internal).map((one) => [one.type, one] as const))(
    'carries %s as its schema describes it',
    (_, { payload, internal = {} }) => {
      const { required = [] } = payload as { readonly required?: readonly string[] };
      for (const [field, value] of Object.entries(internal)) {
        const schema = propertiesOf(payload)[field];
        if (!schema) throw new Error(`no field ${field}`);
        expect(value === null ? !required.includes(field) : decoder(schema)(value)).toBe(true);
      }
    },
  );
  it('reveals in its headers no command, no person and no position', () => {
    const event = stored('TitleConferred', 'PUBLIC');
    const record = publicRecord(event, metadataOf(event), place);
    expect(JSON.stringify(record)).not.toMatch(/officer-7|"12"|"5"|traceparent|0af7651916cd43dd/);
    expect(record).toMatchObject({
      key: 'dossier/a',
      headers: { publicversion: '2', ce_dataschema: 'urn:minglu:event:TitleConferred:v1' },
    });
  });
  it('carries the fields of a register of titles', () => {
    const fields = (type: string) => Object.keys((events[type as keyof typeof events].payload as { properties: object }).properties);
    for (const type of ['TitleConferred', 'LegacyTitleImported'])
      expect(fields(type)).toEqual(expect.arrayContaining(['titleId', 'applicantName', 'cityCode']));
    expect(fields('ExitAnnounced')).toEqual(expect.arrayContaining(['titleId', 'effectiveDate']));
    for (const type of ['EvaluationResultPublished', 'EvaluationResultCorrected']) expect(fields(type)).toContain('titleId');
  });
});
