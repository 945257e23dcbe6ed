import { Type, type Static, type TObject, type TProperties, type TSchema, type TString } from 'typebox';
import { Compile } from 'typebox/compile';
import { DECIMAL_PATTERN, type Decimal } from './decimal.js';
import type { Day, Instant } from './time.js';

/**
 * A schema value is the one source of three things: the TypeScript type (`Static`), the runtime decoder (`decoder`)
 * and the JSON Schema (the value itself).
 */
export { Type };
export type { Static, TObject, TProperties, TSchema };

/** An object with exactly these fields; an unknown field is an error. */
export const record = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

/** A map whose keys follow the pattern of a text. Another key is an error. */
export const mapOf = <V extends TSchema>(key: TSchema, value: V) =>
  // The type is stated: the compiler would compute that of Type.Record again for each use, and needed over 4 GB for it.
  Type.Unsafe<Readonly<Record<string, Static<V>>>>(Type.Record(key as TString, value as TSchema, { additionalProperties: false }));

/** One of a few lower-case words. */
export const oneOf = <const V extends readonly string[]>(...values: V) => Type.Unsafe<V[number]>({ type: 'string', enum: [...values] });

/** An identifier chosen by the caller: letters, digits and `. _ -`, at most 64. ":" and "/" are separators of the system. */
export const id = () => Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
/** Free text of one character or more, not blank. */
export const text = (maxLength = 4000) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });
/** An existing day in Asia/Shanghai, `YYYY-MM-DD`, 1900 to 2199, so that no period counted from it leaves the calendar. */
export const day = () => Type.Unsafe<Day>({ type: 'string', format: 'date', pattern: '^(19|20|21)[0-9]{2}-' });
/** An instant with seconds and an explicit offset (RFC 3339), 1900 to 2199. `parseInstant` reads each of them. */
export const instant = () => Type.Unsafe<Instant>({ type: 'string', format: 'date-time', pattern: INSTANT_PATTERN });
// The format alone allows leap seconds and lower-case letters, which `Date` does not read.
const INSTANT_PATTERN = '^(19|20|21)[0-9]{2}-[0-9-]{5}T[0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$';
/** An exact decimal, as a string. */
export const decimal = () => Type.Unsafe<Decimal>({ type: 'string', pattern: DECIMAL_PATTERN });
export const sha256 = () => Type.String({ pattern: '^[0-9a-f]{64}$' });
/** The keyword of JSON Schema that marks the name of a file. */
export const NAMES_MATERIAL = 'x-material';
/**
 * The SHA-256 of a file that the payload names (材料). `namedMaterials` finds each of them by this mark.
 *
 * @param who `sealed`: a file of a sealed list, which is for those alone who may open the list
 */
export const materialDigest = (who: 'readers' | 'sealed' = 'readers') =>
  Type.String({ pattern: '^[0-9a-f]{64}$', [NAMES_MATERIAL]: who === 'sealed' ? who : true });
/** Any value, in which each text that reads as a digest names a file: the new value of a corrected field. */
export const anyWithMaterials = () => Type.Unknown({ [NAMES_MATERIAL]: true });
/** The sealed form of a sensitive field: `Sealed` as a schema. */
export const sealed = () => record({ ref: text(64), commitment: sha256() });
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** A fault of a value. */
interface SchemaIssue {
  /** JSON pointer; `/` for the whole value. */
  readonly path: string;
  readonly problem: string;
}

export interface Decoder<T> {
  (value: unknown): value is T;
  /** Empty for a valid value. */
  readonly issues: (value: unknown) => readonly SchemaIssue[];
}

/** Compiles a schema once into a checker; compilation is lazy, so that listing schemas costs nothing. */
export const decoder = <S extends TSchema>(schema: S): Decoder<Static<S>> => {
  let compiled: ReturnType<typeof Compile> | undefined;
  const get = () => (compiled ??= Compile(schema) as ReturnType<typeof Compile>);
  const check = ((value: unknown) => get().Check(value)) as Decoder<Static<S>>;
  return Object.assign(check, {
    issues: (value: unknown): readonly SchemaIssue[] =>
      get().Check(value) ? [] : [...get().Errors(value)].map((error) => ({ path: error.instancePath || '/', problem: error.message })),
  });
};
