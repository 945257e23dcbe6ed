import { readFileSync } from 'node:fs';

/** The part of a schema of `openapi.json` from which an answer is made. */
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number | null)[];
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
}

const { paths, components } = JSON.parse(readFileSync(new URL('../../libs/contracts/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** How much an answer holds, and the texts in it. */
export interface Amount {
  /** Rows of the list of the answer. */
  readonly rows: number;
  /** A text that has no other form, for the n-th row. */
  readonly text: (n: number) => string;
}

/** Lists beside the rows are short by their nature: statuses, provinces, years. */
const MOST_BESIDE = 40;
/** Rows of one answer of a list that has pages. */
const PAGE = 50;
/** Lists that are part of the software, and never longer than this. */
const FIXED: Readonly<Record<string, number>> = { '/provisions': 200, '/tables': 20, '/dossiers/{id}/actions': 100 };
/** The parameters by which a list goes on. */
const CURSORS = ['cursor', 'behind', 'afterVersion', 'after'];

/** A text for each pattern that the answers have. */
const PATTERNS: readonly (readonly [of: RegExp, make: (n: number) => string])[] = [
  [/a-f\]\{64\}/, (n) => n.toString(16).padStart(64, '0')],
  [/^\^-\?/, (n) => String(n)],
  [/measure-2022/, () => 'measure-2022/18'],
  [/T\[0-9\]/, () => '2024-03-01T02:00:00Z'],
  [/A-Za-z0-9/, (n) => `id-${n}`],
  [/^\\S$/, () => '样例'],
];

const resolved = (schema: Schema): Schema => {
  if (schema.$ref !== undefined) return resolved(components.schemas[schema.$ref.split('/').at(-1)!]!);
  const choice = schema.allOf?.[0] ?? [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].find(({ type }) => type !== 'null');
  return choice === undefined ? schema : ({ description: schema.description, ...resolved(choice) } as Schema);
};
const typeOf = ({ type, properties }: Schema): string | undefined =>
  typeof type === 'string' ? type : (type?.find((one) => one !== 'null') ?? (properties ? 'object' : undefined));

const textOf = ({ format, pattern, description = '' }: Schema, n: number, { text }: Amount): string => {
  if (format === 'date') return '2024-03-01';
  if (format === 'date-time') return '2024-03-01T02:00:00.000Z';
  if (format === 'uuid') return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  if (pattern !== undefined) return PATTERNS.find(([of]) => of.test(pattern))![1](n);
  if (/标识|散列|哈希|位次/.test(description)) return `id-${n}`;
  if (/代码/.test(description)) return '350100';
  if (/条文|依据/.test(description)) return 'measure-2022/18';
  return text(n);
};

/** A value that the schema allows. The lists inside a row have one item each. */
const valueOf = (given: Schema, n: number, amount: Amount, length: (name: string) => number, name = ''): unknown => {
  const schema = resolved(given);
  if (schema.enum !== undefined) return schema.enum[n % schema.enum.length];
  switch (typeOf(schema)) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, one]) => [key, valueOf(one, n, amount, length, key)]));
    case 'array':
      return Array.from({ length: length(name) }, (_, index) =>
        valueOf(schema.items ?? {}, n + index, amount, () => Math.min(amount.rows, 1)),
      );
    case 'integer':
    case 'number':
      return /year|covers/i.test(name) ? 2023 : name === 'stars' ? 1 + (n % 5) : n + 1;
    case 'boolean':
      return n % 2 === 0;
    case 'string':
      // A list of articles has its meaning in its own description.
      return textOf({ ...schema, description: schema.description ?? given.description ?? '' }, n, amount);
    default:
      return null;
  }
};

const TEMPLATES = Object.entries(paths)
  .flatMap(([path, { get }]) => {
    const schema = get?.responses['200']?.content?.['application/json']?.schema;
    return schema === undefined ? [] : [{ parts: path.split('/'), schema, parameters: (get!.parameters ?? []).map(({ name }) => name) }];
  })
  // A path that is written out goes before one with a parameter.
  .toSorted(
    (one, other) => one.parts.filter((part) => part.startsWith('{')).length - other.parts.filter((part) => part.startsWith('{')).length,
  );

/** The answer of the API to a question, made from its schema in `openapi.json`. Undefined where the answer is no JSON. */
export const answerTo = (url: URL, amount: Amount): unknown => {
  const asked = url.pathname.split('/');
  const found = TEMPLATES.find(
    ({ parts }) => parts.length === asked.length && parts.every((part, index) => part.startsWith('{') || part === asked[index]),
  );
  if (found === undefined) return undefined;
  const isPaged = found.parameters.includes('limit');
  const cursor = CURSORS.map((name) => Number(url.searchParams.get(name) ?? Number.NaN)).find((one) => !Number.isNaN(one)) ?? 0;
  const size = isPaged ? Number(url.searchParams.get('limit') ?? PAGE) : Number.POSITIVE_INFINITY;
  const rows = Math.min(amount.rows, FIXED[found.parts.join('/')] ?? amount.rows);
  const left = rows - cursor;
  const answer = valueOf(found.schema, cursor, amount, (name) =>
    name === 'items' ? Math.max(0, Math.min(left, size)) : Math.min(amount.rows, MOST_BESIDE),
  );
  const { properties = {} } = resolved(found.schema);
  const goesOn = (name: string): unknown => {
    if (properties[name] === undefined) return undefined;
    if (left <= size) return null;
    return typeOf(resolved(properties[name])) === 'string' ? String(cursor + size) : cursor + size;
  };
  const ofList = { next: goesOn('next'), cursor: goesOn('cursor'), total: properties['total'] && rows };
  return { ...(answer as object), ...Object.fromEntries(Object.entries(ofList).filter(([, value]) => value !== undefined)) };
};
