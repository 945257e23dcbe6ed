import { decoder, type TSchema } from '@minglu/kernel';

/** A JSON Schema from a committed contract. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A break of a contract: a valid value that is no longer valid, or a lost promise to a reader. */
export interface Break {
  /** Names of fields from the root, with `[]` for an item of a list; empty for the whole. */
  readonly path: string;
  readonly kind:
    | 'file-removed'
    | 'field-removed'
    | 'field-made-required'
    | 'new-field-required'
    | 'narrowed'
    | 'unsealed'
    | 'reclassified'
    | 'no-longer-promised';
  readonly detail: string;
}

/**
 * The breaks between two schemas of one version. Every value that was valid must stay valid, and every field must remain.
 * A change of an unknown keyword counts as a break, unless the keyword was removed.
 */
export const breaksBetween = (old: JsonSchema, next: JsonSchema, path = ''): readonly Break[] => [
  ...(old['x-sealed'] === true && next['x-sealed'] !== true ? [{ path, kind: 'unsealed', detail: 'it went to the vault' } as const] : []),
  ...(old['x-classification'] === next['x-classification']
    ? []
    : [{ path, kind: 'reclassified', detail: change(old, next, 'x-classification') } as const]),
  ...valueBreaks(old, next, path),
];

const valueBreaks = (old: JsonSchema, next: JsonSchema, path: string): readonly Break[] => {
  const was = branchesOf(old);
  if (was) return was.flatMap((branch) => valueBreaks(branch, next, path));
  const is = branchesOf(next);
  // One branch must accept all of it. If none does, the branch with the fewest breaks gives the reasons.
  if (is) return is.map((branch) => valueBreaks(old, branch, path)).reduce((a, b) => (b.length < a.length ? b : a));
  const words = wordsOf(old);
  if (words) return lostWords(words, next, path);
  const otherType = typeBreaks(old, next, path);
  if (otherType.length) return otherType;
  return [
    ...boundBreaks(old, next, path),
    ...fieldBreaks(old, next, path),
    ...itemBreaks(old, next, path),
    ...otherBreaks(old, next, path),
  ];
};

const lostWords = (words: readonly unknown[], next: JsonSchema, path: string): readonly Break[] => {
  const takes = decoder(next as unknown as TSchema);
  const lost = words.filter((word) => !takes(word));
  return lost.length ? [{ path, kind: 'narrowed', detail: `no longer ${lost.map(show).join(', ')}` }] : [];
};

const typeBreaks = (old: JsonSchema, next: JsonSchema, path: string): readonly Break[] => {
  const words = wordsOf(next);
  if (words) return [{ path, kind: 'narrowed', detail: `now only ${words.map(show).join(', ')}` }];
  const [was, is] = [typesOf(old), typesOf(next)];
  const takes = (type: string) => is!.includes(type) || (type === 'integer' && is!.includes('number'));
  return is === null || was?.every(takes) ? [] : [{ path, kind: 'narrowed', detail: change(old, next, 'type') }];
};

const LOWER_BOUNDS = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
const UPPER_BOUNDS = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];
const boundBreaks = (old: JsonSchema, next: JsonSchema, path: string): readonly Break[] => {
  const tighter = (bound: string, sign: 1 | -1) => {
    const [was, is] = [old[bound], next[bound]] as [number | undefined, number | undefined];
    return is !== undefined && (was === undefined || sign * (is - was) > 0);
  };
  return [...LOWER_BOUNDS.filter((bound) => tighter(bound, 1)), ...UPPER_BOUNDS.filter((bound) => tighter(bound, -1))].map((bound) => ({
    path,
    kind: 'narrowed',
    detail: change(old, next, bound),
  }));
};

const fieldBreaks = (old: JsonSchema, next: JsonSchema, path: string): readonly Break[] => {
  const at = (field: string) => (path ? `${path}.${field}` : field);
  const closed = old['additionalProperties'] === false;
  const [needed, needs] = [requiredOf(old), requiredOf(next)];
  const compared = ['properties', 'patternProperties'].flatMap((keyword) => {
    const [was, is] = [membersOf(old, keyword), membersOf(next, keyword)];
    return [
      ...Object.entries(was).flatMap(([field, schema]): readonly Break[] =>
        is[field]
          ? breaksBetween(schema, is[field], at(field))
          : [{ path: at(field), kind: 'field-removed', detail: 'removed or renamed' }],
      ),
      // An open record allowed any value in this field. A new pattern may match fields that were open.
      ...(closed && keyword === 'properties' ? [] : Object.keys(is).filter((field) => !was[field])).map((field): Break => ({
        path: at(field),
        kind: 'narrowed',
        detail: 'it was free',
      })),
    ];
  });
  const required = needs
    .filter((field) => !needed.includes(field))
    .map((field): Break => ({
      path: at(field),
      kind: membersOf(old, 'properties')[field] ? 'field-made-required' : 'new-field-required',
      detail: 'a value without it was valid',
    }));
  // The keys of a map are named by their patterns. Other keys were never meant, so closing a map takes no value away.
  const isMap = old['patternProperties'] !== undefined && old['properties'] === undefined;
  const shut =
    !closed &&
    !(isMap && next['additionalProperties'] === false) &&
    show(next['additionalProperties'] ?? true) !== show(old['additionalProperties'] ?? true) &&
    next['additionalProperties'] !== undefined;
  return [
    ...compared,
    ...required,
    ...(shut ? [{ path, kind: 'narrowed', detail: change(old, next, 'additionalProperties') } as const] : []),
  ];
};

const itemBreaks = (old: JsonSchema, next: JsonSchema, path: string): readonly Break[] =>
  next['items'] === undefined ? [] : breaksBetween((old['items'] ?? {}) as JsonSchema, next['items'] as JsonSchema, `${path}[]`);

/**
 * The promises to a reader of events that are lost: a required field that became optional, or a field with a further type like null.
 * New fields and new values of an enumeration are no breaks, because a reader ignores unknown ones.
 */
export const brokenPromises = (old: JsonSchema, next: JsonSchema, path = ''): readonly Break[] => {
  const at = (field: string) => (path ? `${path}.${field}` : field);
  const [was, is] = [kindsOf(old), kindsOf(next)];
  const added = was.size === 0 ? [] : [...is].filter((type) => !was.has(type) && !(type === 'integer' && was.has('number')));
  if (added.length > 0 || (was.size > 0 && is.size === 0))
    return [{ path, kind: 'no-longer-promised', detail: `may now be ${added.length > 0 ? added.join(', ') : 'anything'}` }];
  const [records, others] = [recordsIn(old), recordsIn(next)];
  // A union may hold any of its records. A promise of an old record is kept if one new record keeps it.
  return records.flatMap((record) => {
    const kept = others.map((other) =>
      Object.entries(membersOf(record, 'properties')).flatMap(([field, schema]): readonly Break[] => {
        const now = membersOf(other, 'properties')[field];
        if (!now) return [];
        return requiredOf(record).includes(field) && !requiredOf(other).includes(field)
          ? [{ path: at(field), kind: 'no-longer-promised', detail: 'may now be left out' }]
          : brokenPromises(schema, now, at(field));
      }),
    );
    const items = others.map((other) =>
      record['items'] && other['items'] ? brokenPromises(record['items'] as JsonSchema, other['items'] as JsonSchema, `${path}[]`) : [],
    );
    const all = kept.map((breaks, index) => [...breaks, ...items[index]!]);
    return all.length === 0 ? [] : all.reduce((a, b) => (b.length < a.length ? b : a));
  });
};
/** The JSON types that a schema allows; empty if it does not restrict them. */
const kindsOf = (schema: JsonSchema): ReadonlySet<string> => {
  const branches = branchesOf(schema);
  if (branches) return new Set(branches.flatMap((branch) => [...kindsOf(branch)]));
  const words = wordsOf(schema);
  if (words) return new Set(words.map((word) => (word === null ? 'null' : typeof word)));
  return new Set(typesOf(schema) ?? []);
};
const recordsIn = (schema: JsonSchema): readonly JsonSchema[] => {
  const branches = branchesOf(schema);
  return branches ? branches.flatMap(recordsIn) : schema['properties'] || schema['items'] ? [schema] : [];
};

/** Keywords that do not restrict values. */
const ANNOTATION = /^(\$schema|\$id|\$comment|title|description|default|examples|deprecated|readOnly|writeOnly|x-.*)$/;
/** Keywords that are compared above. */
const COMPARED = [
  'type',
  'const',
  'enum',
  'anyOf',
  'properties',
  'patternProperties',
  'required',
  'additionalProperties',
  'items',
  ...LOWER_BOUNDS,
  ...UPPER_BOUNDS,
];
const otherBreaks = (old: JsonSchema, next: JsonSchema, path: string): readonly Break[] =>
  Object.keys(next)
    .filter((keyword) => !COMPARED.includes(keyword) && !ANNOTATION.test(keyword) && show(next[keyword]) !== show(old[keyword]))
    .map((keyword) => ({ path, kind: 'narrowed', detail: change(old, next, keyword) }));

/** The branches of a union, each combined with the keywords beside `anyOf`; null for other schemas. */
const branchesOf = ({ anyOf, ...others }: JsonSchema): readonly JsonSchema[] | null =>
  anyOf ? (anyOf as readonly JsonSchema[]).map((branch) => ({ ...others, ...branch })) : null;
/** The values that a schema lists; null if it lists none. */
const wordsOf = (schema: JsonSchema): readonly unknown[] | null =>
  'const' in schema ? [schema['const']] : ((schema['enum'] as readonly unknown[] | undefined) ?? null);
const typesOf = ({ type }: JsonSchema): readonly string[] | null => (type === undefined ? null : ([type].flat() as string[]));
const membersOf = (schema: JsonSchema, keyword: string) => (schema[keyword] ?? {}) as Readonly<Record<string, JsonSchema>>;
const requiredOf = (schema: JsonSchema) => (schema['required'] ?? []) as readonly string[];
const change = (old: JsonSchema, next: JsonSchema, keyword: string): string => `${keyword} ${show(old[keyword])} → ${show(next[keyword])}`;
const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'));
