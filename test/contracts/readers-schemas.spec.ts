import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { samplesOf } from '@minglu/contracts/generate';
import type { EventDefinition, TSchema } from '@minglu/kernel';
import { events, registry } from '@minglu/system';
import type { Golden } from '../golden/history.js';
import { breaksBetween, type JsonSchema } from './breaks.js';
import { strictForm } from './strict-form.js';

const FOLDER = new URL('../../libs/contracts/events/', import.meta.url);
const jsonIn = (folder: URL) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as JsonSchema] as const);
const contracts = new Map(jsonIn(FOLDER));
const definitions = Object.values(events) as unknown as readonly EventDefinition<string, TSchema>[];
const committed = (payload: TSchema): JsonSchema => JSON.parse(JSON.stringify(payload)) as JsonSchema;

/** As a subscriber validates who knows nothing but the published file. */
const validatorOf = (type: string, version: number): ValidateFunction => {
  const name = `${type}.v${version}.json`;
  const validate = compiled.get(name) ?? new Ajv2020({ strict: false, validateFormats: false }).compile(contracts.get(name)!);
  compiled.set(name, validate);
  return validate;
};
const compiled = new Map<string, ValidateFunction>();
const invalid = (validate: ValidateFunction, payloads: readonly unknown[]) =>
  payloads.flatMap((payload) => (validate(payload) ? [] : [{ payload, errors: validate.errors }]));

/** The schema of a later release: each record has one more field, each list of words one more word. */
const later = (schema: JsonSchema): JsonSchema => {
  const words = 'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined);
  if (words) return typeof words[0] === 'string' ? { enum: [...words, 'a-later-word'] } : schema;
  const each = (members: unknown) =>
    Object.fromEntries(Object.entries(members as Readonly<Record<string, JsonSchema>>).map(([field, one]) => [field, later(one)]));
  return {
    ...schema,
    ...(schema['anyOf'] ? { anyOf: (schema['anyOf'] as readonly JsonSchema[]).map(later) } : {}),
    ...(schema['items'] ? { items: later(schema['items'] as JsonSchema) } : {}),
    ...(schema['properties'] ? { properties: { ...each(schema['properties']), addedLater: { type: 'string' } } } : {}),
  };
};

/** Every keyword of a schema with its path; names of fields are no keywords. */
const keywordsIn = (schema: unknown, path: string): readonly (readonly [string, string])[] =>
  typeof schema !== 'object' || schema === null
    ? []
    : Object.entries(schema).flatMap(([key, value]) => [
        [key, path] as const,
        ...(key === 'properties'
          ? Object.entries(value as object).flatMap(([field, one]) => keywordsIn(one, `${path}.${field}`))
          : ['items', 'additionalProperties'].includes(key)
            ? keywordsIn(value, `${path}[]`)
            : key === 'anyOf'
              ? (value as readonly unknown[]).flatMap((one) => keywordsIn(one, path))
              : []),
      ]);

describe('the published schema of an event', () => {
  const PROMISED = ['$schema', '$id', 'title', 'description', 'examples', 'deprecated'].concat(
    ['type', 'format', 'required', 'properties', 'items', 'anyOf', 'additionalProperties'],
    ['x-title', 'x-classification', 'x-internal', 'x-releases', 'x-limits', 'x-common-name-of', 'x-material'],
  );
  it('promises fields and their types, and neither a closed list of fields or words nor a limit', () => {
    const all = [...contracts].flatMap(([name, schema]) => keywordsIn(schema, name));
    expect(all.filter(([keyword]) => !PROMISED.includes(keyword))).toEqual([]);
    expect([...contracts.values()].filter((schema) => JSON.stringify(schema).includes('"additionalProperties":false'))).toEqual([]);
  });
  it('names its class in generated code by the English name of the event', () => {
    for (const [name, { title }] of contracts) expect(`${String(title)}.v`).toBe(name.slice(0, name.indexOf('.') + 2));
  });
  it.each(definitions.map((one) => [one.type, one] as const))(
    'takes %s of today and of a later release with a field and a word more, which the check before storing refuses',
    (type, { version, payload }) => {
      const validate = validatorOf(type, version);
      expect(invalid(validate, samplesOf(payload))).toEqual([]);
      const grown = samplesOf(later(committed(payload)) as unknown as TSchema);
      expect(grown.length).toBeGreaterThan(1);
      expect(invalid(validate, grown)).toEqual([]);
      expect(registry.decoder(type)(grown[0])).toBe(false);
    },
  );
  it.each(definitions.map((one) => [one.type, one] as const))('of %s keeps the strict one in it', (type, { version, payload }) => {
    const [stored, published] = [strictForm(committed(payload)), strictForm(contracts.get(`${type}.v${version}.json`)!)];
    const { 'x-classification': _, ...bare } = published;
    expect([...breaksBetween(stored, bare), ...breaksBetween(bare, stored)]).toEqual([]);
  });
  it('takes every event of every captured history, of older versions too', () => {
    const histories = jsonIn(new URL('../golden/fixtures/', import.meta.url)).flatMap(([, one]) => (one as unknown as Golden).histories);
    const stored = histories.flatMap(({ events: all }) => all);
    expect(stored.length).toBeGreaterThan(100);
    for (const { type, schemaVersion, payload } of stored) expect(invalid(validatorOf(type, schemaVersion), [payload])).toEqual([]);
  });
  it('is broken by a record without a field that it promises, and by another type', () => {
    const validate = validatorOf('TitleUseEnded', 1);
    const [sample] = samplesOf(events.TitleUseEnded.payload) as readonly [object];
    expect(validate(sample)).toBe(true);
    expect(validate({ ...sample, caseId: undefined })).toBe(false);
    expect(validate({ ...sample, caseId: 7 })).toBe(false);
  });
});
