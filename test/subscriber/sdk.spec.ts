import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredEvent } from '@minglu/event-store';
import { publicPart, type EventDefinition, type EventMetadata, type TSchema } from '@minglu/kernel';
import { EPOCH_RECORD, epochRecord, publicRecord } from '@minglu/messaging';
import { events } from '@minglu/system';
import { pythonWithSdk, readInPython, type ReadInPython } from './sdk/python.js';
import { metadataOf, publicEvents, sampleOf } from './sdk/samples.js';

const streamId = 'dossier/a';

/** The public record of a payload, as it is published. */
const recordOf = (definition: EventDefinition<string, TSchema>, data: object) => {
  const { type, version: schemaVersion } = definition;
  const event = { eventId: '0b9c0c52-0000-4000-8000-000000000000', streamId, publicVersion: 3, type, schemaVersion };
  const place = { logId: '0b9c0c52-0000-4000-8000-000000000001', epoch: 1, predecessor: null, publicPredecessor: null };
  return publicRecord({ ...event, payload: JSON.stringify(data) } as StoredEvent, metadataOf(definition) as EventMetadata, place);
};

const python = pythonWithSdk();
// eslint-disable-next-line no-restricted-properties -- pythonWithSdk has printed the reason, and fails with CI=true
(python ? describe : describe.skip)('a subscriber in Python, with the official SDK and generated classes', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'minglu-sdk-records-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const read = (records: readonly object[]): readonly ReadInPython[] => {
    const file = join(folder, 'records');
    writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return readInPython(python!, file);
  };

  it('reads every public event, with the extension publicversion, as the class of its English name', () => {
    const found = read(publicEvents.map((one) => recordOf(one, sampleOf(one))));
    const expected = publicEvents.map((one) => ({
      type: one.type,
      subject: streamId,
      publicversion: '3',
      class: one.type,
      errors: [],
      fields: Object.keys(publicPart(sampleOf(one), one)).sort(),
    }));
    expect(found).toEqual(expected);
  }, 240_000);
  it('shows an epoch record, which has no schema of an event, and goes on', () => {
    const epoch = { epoch: 2, after: 7, hash: '', begunAt: '2026-01-01T00:00:00.000Z' };
    const fork = { topic: 't', key: streamId, version: 2, predecessor: 'ab'.repeat(32) };
    const [definition] = publicEvents;
    const found = read([
      epochRecord(fork, epoch, '0b9c0c52-0000-4000-8000-000000000001', 'public'),
      recordOf(definition!, sampleOf(definition!)),
    ]);
    expect(found).toMatchObject([
      { type: EPOCH_RECORD, subject: streamId, publicversion: '2' },
      { type: definition!.type, errors: [] },
    ]);
  }, 120_000);
  it('reads an event of a later release, with a field and a word more, and finds a wrong type', () => {
    const { TitleConferred, PublicityVoided } = events as unknown as Readonly<Record<string, EventDefinition<string, TSchema>>>;
    const [title, voided] = [sampleOf(TitleConferred!), sampleOf(PublicityVoided!)];
    const found = read([
      recordOf(TitleConferred!, { ...title, addedLater: { a: 1 }, cityClass: 'a-later-class' }),
      recordOf(PublicityVoided!, { ...voided, cause: 'a-later-cause' }),
    ]);
    expect(found.map(({ errors }) => errors)).toEqual([[], []]);
    expect(() => read([recordOf(TitleConferred!, { ...title, cityClass: 7 })])).toThrow('cityClass');
  }, 120_000);
});
