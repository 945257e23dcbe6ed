import { decoder, type TSchema } from '@minglu/kernel';

/** A JSON Schema as it was committed. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Something that was valid and is not any more, or that a reader relied on and that is gone. */
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
 * How `next` breaks with `old`, both of one version: every value that was valid must be valid still, and every field must
 * be there still. Empty when nothing does. It errs on the side of a break: of a keyword that it cannot weigh, any change
 * that is not a removal counts as narrowing.
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
  // One branch has to take it whole; where none does, the one that comes nearest says why.
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
      // Where fields of any name were allowed, this one could hold anything; a pattern may also meet fields with a name.
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
  const shut =
    !closed &&
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
 * What a reader of events can no longer rely on: a field that was always there and may now be left out, or may be of another type, say null.
 * New fields and new words of a list are no breaks: a reader passes over what it does not know.
 */
export const promisesBroken = (old: JsonSchema, next: JsonSchema, path = ''): readonly Break[] => {
  const at = (field: string) => (path ? `${path}.${field}` : field);
  const [was, is] = [kindsOf(old), kindsOf(next)];
  const added = was.size === 0 ? [] : [...is].filter((type) => !was.has(type) && !(type === 'integer' && was.has('number')));
  if (added.length > 0 || (was.size > 0 && is.size === 0))
    return [{ path, kind: 'no-longer-promised', detail: `may now be ${added.length > 0 ? added.join(', ') : 'anything'}` }];
  const [records, others] = [recordsIn(old), recordsIn(next)];
  // Of a union of records any may come, before and after: what one of them promised is kept where some of the new ones keep it.
  return records.flatMap((record) => {
    const kept = others.map((other) =>
      Object.entries(membersOf(record, 'properties')).flatMap(([field, schema]): readonly Break[] => {
        const now = membersOf(other, 'properties')[field];
        if (!now) return [];
        return requiredOf(record).includes(field) && !requiredOf(other).includes(field)
          ? [{ path: at(field), kind: 'no-longer-promised', detail: 'may now be left out' }]
          : promisesBroken(schema, now, at(field));
      }),
    );
    const items = others.map((other) =>
      record['items'] && other['items'] ? promisesBroken(record['items'] as JsonSchema, other['items'] as JsonSchema, `${path}[]`) : [],
    );
    const all = kept.map((breaks, index) => [...breaks, ...items[index]!]);
    return all.length === 0 ? [] : all.reduce((a, b) => (b.length < a.length ? b : a));
  });
};
/** Types of JSON that a value may have; none where nothing is said. */
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

/** What a schema says about itself and not about values, and what is weighed above. */
const ANNOTATION = /^(\$schema|\$id|\$comment|title|description|default|examples|deprecated|readOnly|writeOnly|x-.*)$/;
const WEIGHED = [
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
    .filter((keyword) => !WEIGHED.includes(keyword) && !ANNOTATION.test(keyword) && show(next[keyword]) !== show(old[keyword]))
    .map((keyword) => ({ path, kind: 'narrowed', detail: change(old, next, keyword) }));

/** The branches of a union, each with what stands beside it. */
const branchesOf = ({ anyOf, ...beside }: JsonSchema): readonly JsonSchema[] | null =>
  anyOf ? (anyOf as readonly JsonSchema[]).map((branch) => ({ ...beside, ...branch })) : null;
/** The values themselves, where a schema lists them. */
const wordsOf = (schema: JsonSchema): readonly unknown[] | null =>
  'const' in schema ? [schema['const']] : ((schema['enum'] as readonly unknown[] | undefined) ?? null);
const typesOf = ({ type }: JsonSchema): readonly string[] | null => (type === undefined ? null : ([type].flat() as string[]));
const membersOf = (schema: JsonSchema, keyword: string) => (schema[keyword] ?? {}) as Readonly<Record<string, JsonSchema>>;
const requiredOf = (schema: JsonSchema) => (schema['required'] ?? []) as readonly string[];
const change = (old: JsonSchema, next: JsonSchema, keyword: string): string => `${keyword} ${show(old[keyword])} → ${show(next[keyword])}`;
const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'));
