/**
 * Canonical JSON (RFC 8785, JCS): no white space, members sorted by UTF-16 code units, numbers and strings as
 * ECMAScript prints them. One value has one text, so the text can be hashed and compared.
 *
 * Members that are `undefined` are omitted. Throws {@link NotCanonical} for values that JSON cannot carry: NaN, the
 * infinities, lone surrogates (in keys too), `undefined` at the top or in an array, functions, symbols, bigints, and
 * objects that are not plain (a Date, a Map).
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonical(`the number ${value}`);
      return String(value); // -0 prints as 0, as the RFC asks
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? list(value) : members(value);
    default:
      throw new NotCanonical(typeof value);
  }
};

/** A value that has no canonical JSON. */
export class NotCanonical extends Error {
  constructor(value: string) {
    super(`no canonical JSON for ${value}`);
  }
}

const list = (values: readonly unknown[]): string => {
  let text = '[';
  // by index: a hole is `undefined` and is refused
  for (let i = 0; i < values.length; i += 1) text += i === 0 ? canonicalJson(values[i]) : ',' + canonicalJson(values[i]);
  return text + ']';
};

const members = (object: object): string => {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new NotCanonical(`a ${object.constructor.name}`);
  const source = object as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of sorted(Object.keys(source))) {
    const value = source[key];
    if (value !== undefined) text += (text === '' ? '' : ',') + quotedKey(key) + ':' + canonicalJson(value);
  }
  return '{' + text + '}';
};

/** Sorts in place. Events have few keys: insertion makes the whole serialization a fifth faster than `sort`. */
const sorted = (keys: string[]): readonly string[] => {
  if (keys.length > 24) return keys.sort();
  for (let i = 1; i < keys.length; i += 1) {
    const key = keys[i]!;
    let j = i - 1;
    for (; j >= 0 && keys[j]! > key; j -= 1) keys[j + 1] = keys[j]!;
    keys[j + 1] = key;
  }
  return keys;
};

/** A cache: events use a few hundred keys. The bound is for keys that a caller makes up. */
const quotedKeys = new Map<string, string>();
const quotedKey = (key: string): string => {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const quoted = quote(key);
  if (quotedKeys.size < 2_000) quotedKeys.set(key, quoted);
  return quoted;
};

/** Text without a quote, a backslash, a control character or a surrogate needs no escape: nearly all text. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const quote = (text: string): string => {
  if (PLAIN.test(text)) return '"' + text + '"';
  if (LONE_SURROGATE.test(text)) throw new NotCanonical('a lone surrogate');
  return JSON.stringify(text);
};
