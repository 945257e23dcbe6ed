/** A JSON Schema of a body, as openapi.json writes it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly const?: unknown;
  readonly additionalProperties?: boolean | Schema;
  readonly 'x-made-by-server'?: boolean;
  readonly 'x-sealed'?: boolean;
  readonly 'x-in-link'?: boolean;
  readonly 'x-material'?: boolean | 'sealed';
  /** Set by a page: the field is not required, and yet stands among those that are. */
  readonly 'x-shown'?: boolean;
}

export interface CommandRoute {
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly title: string; readonly schema: Schema }[];
  readonly schema: Schema;
}

export interface CommandForm {
  readonly title: { readonly zh: string; readonly en: string };
  readonly legalBasis: readonly string[];
  readonly roles: readonly string[];
  readonly routes: readonly CommandRoute[];
}

/** The schema that a form shows where several would do: that of an object, which asks for most. */
export const shown = (schema: Schema): Schema => {
  if (schema.anyOf === undefined) return schema;
  const choice = schema.anyOf.find((one) => one.type === 'object') ?? schema.anyOf.find((one) => one.type !== 'null') ?? schema.anyOf[0]!;
  return { ...shown(choice), description: schema.description ?? choice.description, 'x-sealed': schema['x-sealed'] };
};

export const labelOf = (schema: Schema, name: string): string => schema.description?.split(' / ')[0] ?? name;

/** A file that is named by its digest: the form uploads it. */
export const isMaterial = (schema: Schema): boolean => schema.properties?.['sha256']?.['x-material'] === true;

/** A text that is the digest of a file: the form uploads the file. */
export const isDigest = (schema: Schema): boolean => schema['x-material'] !== undefined && schema.pattern === '^[0-9a-f]{64}$';

/** The entries of a person as the API takes them: without empty fields and lists. Undefined if nothing is left. */
export const cleaned = (value: unknown): unknown => {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) {
    const items = value.map(cleaned).filter((one) => one !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).flatMap(([key, one]) => {
    const kept = cleaned(one);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

/** The value with empty lists where the schema requires them. */
export const completed = (value: unknown, schema: Schema): unknown => {
  const { properties = {}, required = [], type } = shown(schema);
  if (type !== 'object') return value;
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = { ...given };
  for (const [name, one] of Object.entries(properties)) {
    const { type: kind } = shown(one);
    if (result[name] === undefined && required.includes(name) && kind === 'array') result[name] = [];
    else if (result[name] !== undefined && kind === 'object') result[name] = completed(result[name], one);
  }
  return result;
};

/** Without the fields that are kept sealed: a draft in the browser must not hold them. */
export const withoutSealed = (value: unknown, schema: Schema): unknown => {
  const { properties = {} } = shown(schema);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => properties[name]?.['x-sealed'] !== true));
};
