import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { dossierEvents } from '@minglu/dossier';
import type { EventDefinition, TSchema } from '@minglu/kernel';
import { events } from '@minglu/system';
import { isPublic } from '@minglu/contracts/generate';

const contracts = (path: string): string => fileURLToPath(new URL(`../../libs/contracts/${path}`, import.meta.url));
/* eslint-disable @typescript-eslint/no-explicit-any -- a document of any shape, validated by its schema */
const document = (): any => parse(readFileSync(contracts('asyncapi.yaml'), 'utf8'));
const official = (): ValidateFunction => {
  const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
  // Formats and dialects of the official schema are ignored: only the structure is validated.
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
};
/** Every `$ref` as `[path, target]`. */
const refsIn = (value: unknown, path = '#'): readonly (readonly [string, string])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, one]) => (key === '$ref' ? [[path, String(one)] as const] : refsIn(one, `${path}/${key}`)));
const follow = (within: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<any>((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], within);

const definitions = Object.values(events) as unknown as readonly EventDefinition<string, TSchema>[];
const propertiesOf = (type: string): Record<string, any> =>
  (definitions.find((one) => one.type === type)!.payload as unknown as { properties: Record<string, any> }).properties;

describe('asyncapi.yaml', () => {
  it('is valid by the official schema of AsyncAPI 3.0.0', () => {
    const isValid = official();
    isValid(document());
    expect(isValid.errors ?? []).toEqual([]);
  });
  it.each<[string, (of: any) => void]>([
    ['with an address that is not a string', (of) => (of.channels.public.address = 7)],
    ['with an unknown action', (of) => (of.operations.followPublic.action = 'listen')],
    ['with an unknown field', (of) => (of.channels.public.subscribe = {})],
    ['with a record key in the binding of a channel', (of) => (of.channels.public.bindings = { kafka: { key: { type: 'string' } } })],
  ])('would be invalid %s', (_, spoil) => {
    const invalid = document();
    spoil(invalid);
    expect(official()(invalid)).toBe(false);
  });
  it('has only references that resolve', () => {
    const whole = document();
    const lost = refsIn(whole).filter(([, to]) => (to.startsWith('#') ? follow(whole, to) === undefined : !existsSync(contracts(to))));
    expect(lost).toEqual([]);
  });
});

describe('a public event of a case', () => {
  const open = definitions.filter((one) => isPublic(one) && one.type in dossierEvents);
  it.each(open.map((one) => [one.type, one] as const))(
    '%s names its applicant, or the earlier public event to which it refers',
    (type, one) => {
      const { refersTo } = one;
      if (!refersTo) return expect(Object.keys(propertiesOf(type))).toEqual(expect.arrayContaining(['applicant', 'applicantName']));
      expect(follow({ properties: propertiesOf(type) }, `/properties/${refersTo.by.replaceAll('.', '/properties/')}`)).toBeDefined();
      for (const earlier of refersTo.types) {
        expect(open.map((other) => other.type)).toContain(earlier);
        expect(Object.keys(propertiesOf(earlier))).toEqual(expect.arrayContaining(['applicantName', refersTo.its]));
      }
      const { description } = document().components.messages[type];
      for (const word of [...refersTo.types, refersTo.by, refersTo.its]) expect(description).toContain(word);
    },
  );
});
