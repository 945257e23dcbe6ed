import { NAMES_MATERIAL, type TSchema } from './schema.js';

/** A file that a payload names. */
export interface NamedMaterial {
  /** SHA-256 in hexadecimal, lower case. */
  readonly sha256: string;
  /** The name beside the digest; null where there is none. */
  readonly name: string | null;
  /** It is of a sealed list. */
  readonly sealed: boolean;
}

/** A schema as JSON, with the keywords under which values are found. */
interface Node {
  readonly [NAMES_MATERIAL]?: true | 'sealed';
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

const DIGEST = /^[0-9a-f]{64}$/;

/** The files that a payload names, each once, in the order of the payload. Fields that name a file are marked in the schema (`materialDigest`). */
export const namedMaterials = (schema: TSchema, data: unknown): readonly NamedMaterial[] => {
  const found = new Map<string, NamedMaterial>();
  for (const one of materialsIn(schema as Node, data, null)) if (!found.has(one.sha256)) found.set(one.sha256, one);
  return [...found.values()];
};

function* materialsIn(node: Node, value: unknown, name: string | null): Generator<NamedMaterial> {
  // A value may fit one branch of a union. The others find nothing in it, or the same.
  for (const branch of node.anyOf ?? []) yield* materialsIn(branch, value, name);
  const mark = node[NAMES_MATERIAL];
  if (mark) yield* digestsIn(value, name, mark === 'sealed');
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (node.items) for (const item of value) yield* materialsIn(node.items, item, null);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const schema = node.properties?.[key] ?? Object.values(node.patternProperties ?? {})[0];
    if (schema) yield* materialsIn(schema, inner, nameIn(value));
  }
}

function* digestsIn(value: unknown, name: string | null, sealed: boolean): Generator<NamedMaterial> {
  if (typeof value === 'string' && DIGEST.test(value)) yield { sha256: value, name, sealed };
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* digestsIn(inner, nameIn(value), sealed);
}

const nameIn = (value: object): string | null => {
  const { name } = value as { readonly name?: unknown };
  return typeof name === 'string' ? name : null;
};
