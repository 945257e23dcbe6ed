import type { TSchema } from '@minglu/kernel';

type Schema = Readonly<Record<string, unknown>>;

/**
 * Payloads that cover the choices of a schema: each word, each branch, absent optional fields, empty arrays. Each sample differs
 * from the first one in one choice. Texts have their format, and do not match patterns.
 */
export const samplesOf = (schema: TSchema): readonly unknown[] => samples(schema as unknown as Schema);

const FORMATTED: Readonly<Record<string, string>> = { date: '2026-01-01', 'date-time': '2026-01-01T00:00:00.000Z' };

const samples = (schema: Schema): readonly unknown[] => {
  // A schema without keywords allows any value.
  if (Object.keys(schema).length === 0) return ['a'];
  if ('const' in schema) return [schema['const']];
  if (schema['enum']) return schema['enum'] as readonly unknown[];
  if (schema['anyOf']) return (schema['anyOf'] as readonly Schema[]).flatMap(samples);
  switch (schema['type']) {
    case 'object':
      return ofObject(schema);
    case 'array':
      return [...samples(schema['items'] as Schema).map((item) => [item]), ...(schema['minItems'] ? [] : [[]])];
    case 'boolean':
      return [false, true];
    case 'null':
      return [null];
    case 'integer':
    case 'number':
      return [schema['minimum'] ?? 0];
    case 'string':
      return [FORMATTED[schema['format'] as string] ?? 'a'];
    default:
      throw new Error(`no sample for ${JSON.stringify(schema)}`);
  }
};

const ofObject = (schema: Schema): readonly unknown[] => {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>).map(
    ([name, property]) => [name, samples(property)] as const,
  );
  const required = (schema['required'] ?? []) as readonly string[];
  const first = Object.fromEntries(properties.map(([name, [value]]) => [name, value]));
  return [
    first,
    ...properties.flatMap(([name, [, ...others]]) => others.map((value) => ({ ...first, [name]: value }))),
    ...properties
      .filter(([name]) => !required.includes(name))
      .map(([name]) => Object.fromEntries(Object.entries(first).filter(([other]) => other !== name))),
  ];
};
