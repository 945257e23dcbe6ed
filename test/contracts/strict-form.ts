import type { JsonSchema } from './breaks.js';

/**
 * The closed form of a committed schema for readers, with the words and the limits of today. Events are checked by it before they are
 * stored, under their own names. The log keeps its events for ever, so no version may take less than it took. A closed schema stays as it is.
 */
export const strictForm = (schema: JsonSchema): JsonSchema => {
  const { anyOf, type, examples, items, properties, additionalProperties, 'x-limits': limits, ...rest } = schema;
  const nullable = Array.isArray(type);
  if (nullable) return { anyOf: [strictForm({ ...schema, type: (type as readonly string[])[0] }), { type: 'null' }] };
  if (anyOf) return { ...rest, anyOf: (anyOf as readonly JsonSchema[]).map(strictForm) };
  if (examples) return { ...rest, enum: examples };
  const { keys, ...bounds } = (limits ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...rest,
    ...bounds,
    ...(type === undefined ? {} : { type }),
    ...(items ? { items: strictForm(items as JsonSchema) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties as Readonly<Record<string, JsonSchema>>)
              .filter(([, one]) => one['x-common-name-of'] === undefined)
              .map(([field, one]) => [field, strictForm(one)]),
          ),
        }
      : {}),
    ...(typeof keys === 'string' ? { patternProperties: { [keys]: strictForm(additionalProperties as JsonSchema) } } : {}),
    ...(type === 'object' ? { additionalProperties: false } : {}),
  };
};
