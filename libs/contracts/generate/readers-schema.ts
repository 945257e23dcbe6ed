import type { TSchema } from '@minglu/kernel';

type Schema = Readonly<Record<string, unknown>>;

/** Keywords that bound values today. A later event of the same version may lie outside. */
const LIMITS = ['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems'];

/**
 * The schema of a payload for its readers. It promises fields and their types, and nothing that a later event of the same version may
 * change. Objects are open. The words of today are `examples`, its limits are in `x-limits`. The check before an event is stored uses
 * the payload itself, which stays closed.
 */
export const readersSchema = (payload: TSchema): Schema => opened(payload as unknown as Schema);

const opened = (schema: Schema): Schema => {
  const { anyOf, ...others } = schema;
  if (anyOf) return union((anyOf as readonly Schema[]).map(opened), others);
  const words = 'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined);
  if (words) return { type: [...new Set(words.map((word) => typeof word))].join(), examples: words };
  const { additionalProperties: _, patternProperties, properties, items, ...rest } = others;
  const limits: Record<string, unknown> = {};
  const kept: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(rest)) (LIMITS.includes(keyword) ? limits : kept)[keyword] = value;
  // A map: the pattern of its keys is a limit.
  const [keys] = Object.entries((patternProperties ?? {}) as Readonly<Record<string, Schema>>);
  return {
    ...kept,
    ...(properties ? { properties: mapped(properties as Readonly<Record<string, Schema>>) } : {}),
    ...(items ? { items: opened(items as Schema) } : {}),
    ...(keys ? { additionalProperties: opened(keys[1]), 'x-limits': { keys: keys[0] } } : {}),
    ...(Object.keys(limits).length > 0 ? { 'x-limits': limits } : {}),
  };
};

const mapped = (properties: Readonly<Record<string, Schema>>) =>
  Object.fromEntries(Object.entries(properties).map(([field, schema]) => [field, opened(schema)]));

/** One type beside null is written as a list of types: generators of code make a nullable field of it, not a union. */
const union = (branches: readonly Schema[], others: Schema): Schema => {
  const flat = branches.flatMap((branch) => (branch['anyOf'] as readonly Schema[] | undefined) ?? [branch]);
  const [one, ...more] = flat.filter(({ type }) => type !== 'null');
  return one && more.length === 0 && typeof one['type'] === 'string' && flat.length > 1
    ? { ...others, ...one, type: [one['type'], 'null'] }
    : { ...others, anyOf: flat };
};
