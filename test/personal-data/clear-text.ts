/** A JSON Schema, as the definitions of events hold it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What stands where in a payload: fields from the root, with `[]` for an item of a list (`experts[].employer`). */
export interface Place {
  readonly path: string;
  /**
   * `text`: anything can be written there; `person`: an identifier under a name that speaks of a person; `open`: a field of
   * any name or kind; `sealed`: the vault keeps it, and only `{ ref, commitment }` stands here.
   */
  readonly kind: 'text' | 'person' | 'open' | 'sealed';
}

/** Patterns in which nobody's name, number or address fits: digits of codes and digests, decimals, provisions. */
const CLOSED_PATTERNS = [
  '^[0-9]{6}$',
  '^[0-9a-f]{64}$',
  '^-?(0|[1-9][0-9]{0,29})(\\.[0-9]{1,18})?$',
  '^(measure-2022|notice-2023-27[78]|civil-code|policy)/[a-z0-9.-]{1,64}$',
];
const CLOSED_FORMATS = ['date', 'date-time'];
/** Latin letters and digits that a caller chooses: a person stands there by pseudonym at most. */
const IDENTIFIER = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
const OF_A_PERSON =
  /name|contact|phone|mobile|mail|address|identity|person|people|reporter|objector|witness|signatory|author(?!ity|is)|expert|member|employ/i;

/** Every place of a payload where a person could stand in the clear, and every seal. */
export const placesOf = (schema: JsonSchema, path = ''): readonly Place[] => {
  if (isSeal(schema)) return [{ path, kind: 'sealed' }];
  const branches = schema['anyOf'] as readonly JsonSchema[] | undefined;
  if (branches) return branches.flatMap((branch) => placesOf(branch, path));
  if ('const' in schema || 'enum' in schema) return [];
  switch (schema['type']) {
    case 'boolean':
    case 'integer':
    case 'number':
    case 'null':
      return [];
    case 'string':
      return textIn(schema, path);
    case 'array':
      return placesOf((schema['items'] ?? {}) as JsonSchema, `${path}[]`);
    case 'object':
      return fieldsIn(schema, path);
    default:
      return [{ path, kind: 'open' }];
  }
};

const textIn = ({ format, pattern }: JsonSchema, path: string): readonly Place[] => {
  if (CLOSED_FORMATS.includes(format as string) || isClosed(pattern)) return [];
  if (pattern !== IDENTIFIER) return [{ path, kind: 'text' }];
  return OF_A_PERSON.test(path) ? [{ path, kind: 'person' }] : [];
};

const fieldsIn = (schema: JsonSchema, path: string): readonly Place[] => {
  const members = (keyword: string) => Object.entries((schema[keyword] ?? {}) as Readonly<Record<string, JsonSchema>>);
  const at = (field: string) => (path ? `${path}.${field}` : field);
  const byPattern = members('patternProperties');
  return [
    ...members('properties').flatMap(([field, value]) => placesOf(value, at(field))),
    // The names of such fields are text themselves.
    ...byPattern.flatMap(([names, value]) => [
      ...(isClosed(names) ? [] : [{ path: at('{}'), kind: 'text' } as const]),
      ...placesOf(value, at('{}')),
    ]),
    ...(schema['additionalProperties'] === false || byPattern.length ? [] : [{ path, kind: 'open' } as const]),
  ];
};

const isClosed = (pattern: unknown): boolean => CLOSED_PATTERNS.includes(pattern as string);

/** `{ ref, commitment }` and nothing else. */
const isSeal = ({ properties, additionalProperties, required }: JsonSchema): boolean =>
  additionalProperties === false &&
  Object.keys(properties ?? {})
    .sort()
    .join() === 'commitment,ref' &&
  [...((required ?? []) as readonly string[])].sort().join() === 'commitment,ref' &&
  (properties as Readonly<Record<string, JsonSchema>>)['commitment']!['pattern'] === '^[0-9a-f]{64}$';
