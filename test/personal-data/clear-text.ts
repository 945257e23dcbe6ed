/** The JSON Schema in an event definition. */
export type PayloadSchema = Readonly<Record<string, unknown>>;

/** A place in a payload. `path` holds the fields from the root, with `[]` for an item of a list (`experts[].employer`). */
export interface Place {
  readonly path: string;
  /**
   * - `text`: free text
   * - `person`: an identifier under a name that refers to a person
   * - `open`: a field of any name or kind
   * - `sealed`: the value is in the vault, and the event holds only `{ ref, commitment }`
   */
  readonly kind: 'text' | 'person' | 'open' | 'sealed';
}

/** Patterns that cannot hold a name, a number or an address of a person: codes, digests, decimals, provisions. */
const CLOSED_PATTERNS = [
  '^[0-9]{6}$',
  '^[0-9a-f]{64}$',
  '^[0-9a-f]{16}$',
  '^-?(0|[1-9][0-9]{0,29})(\\.[0-9]{1,18})?$',
  '^(measure-2022|notice-2023-27[78]|civil-code|policy)/[a-z0-9.-]{1,64}$',
];
const CLOSED_FORMATS = ['date', 'date-time'];
/** The pattern of an identifier that a caller chooses. It can hold at most a pseudonym of a person. */
const IDENTIFIER = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
const OF_A_PERSON =
  /name|contact|phone|mobile|mail|address|identity|person|people|reporter|objector|witness|signatory|author(?!ity|is)|expert|member|employ/i;

/** All places of a payload that could hold personal data in clear text, and all sealed places. */
export const placesOf = (schema: PayloadSchema, path = ''): readonly Place[] => {
  if (isSeal(schema)) return [{ path, kind: 'sealed' }];
  const branches = schema['anyOf'] as readonly PayloadSchema[] | undefined;
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
      return placesOf((schema['items'] ?? {}) as PayloadSchema, `${path}[]`);
    case 'object':
      return fieldsIn(schema, path);
    default:
      return [{ path, kind: 'open' }];
  }
};

const textIn = ({ format, pattern }: PayloadSchema, path: string): readonly Place[] => {
  if (CLOSED_FORMATS.includes(format as string) || isClosed(pattern)) return [];
  if (pattern !== IDENTIFIER) return [{ path, kind: 'text' }];
  return OF_A_PERSON.test(path) ? [{ path, kind: 'person' }] : [];
};

const fieldsIn = (schema: PayloadSchema, path: string): readonly Place[] => {
  const members = (keyword: string) => Object.entries((schema[keyword] ?? {}) as Readonly<Record<string, PayloadSchema>>);
  const at = (field: string) => (path ? `${path}.${field}` : field);
  const byPattern = members('patternProperties');
  return [
    ...members('properties').flatMap(([field, value]) => placesOf(value, at(field))),
    // The names of such fields are text too.
    ...byPattern.flatMap(([names, value]) => [
      ...(isClosed(names) ? [] : [{ path: at('{}'), kind: 'text' } as const]),
      ...placesOf(value, at('{}')),
    ]),
    ...(schema['additionalProperties'] === false || byPattern.length ? [] : [{ path, kind: 'open' } as const]),
  ];
};

const isClosed = (pattern: unknown): boolean => CLOSED_PATTERNS.includes(pattern as string);

/** True for `{ ref, commitment }` without other fields. */
const isSeal = ({ properties, additionalProperties, required }: PayloadSchema): boolean =>
  additionalProperties === false &&
  Object.keys(properties ?? {})
    .sort()
    .join() === 'commitment,ref' &&
  [...((required ?? []) as readonly string[])].sort().join() === 'commitment,ref' &&
  (properties as Readonly<Record<string, PayloadSchema>>)['commitment']!['pattern'] === '^[0-9a-f]{64}$';
