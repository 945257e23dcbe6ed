import jsonc from 'jsonc-parser';

/** Most objects and lists inside each other. No command has more than six. */
const MAXIMUM_DEPTH = 32;

/** The reason for which a body is refused. Each is the `code` of a problem document. */
export type JsonFault = 'invalid-utf-8' | 'invalid-request' | 'duplicate-key' | 'too-deep' | 'forbidden-key' | 'forbidden-character';

/** A body that is not exactly one value in JSON (RFC 8259, I-JSON of RFC 7493). */
export class NotStrictJson extends Error {
  constructor(
    readonly fault: JsonFault,
    /** JSON pointer to the fault; null if the bytes are no JSON at all. */
    readonly pointer: string | null,
  ) {
    super(pointer === null ? fault : `${fault} at ${pointer}`);
  }
}

// A byte order mark is left in the text, where JSON does not allow it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a body: the value of `JSON.parse`, for bytes that every parser reads in the same way.
 * @throws NotStrictJson
 */
export const parseStrictJson = (bytes: Uint8Array): unknown => {
  const text = decode(bytes);
  const value = parse(text);
  const keys: Set<string>[] = [];
  let depth = 0;
  const enter = (_: number, __: number, ___: number, ____: number, path: Path): void => {
    depth += 1;
    if (depth > MAXIMUM_DEPTH) throw new NotStrictJson('too-deep', pointerTo(path()));
  };
  jsonc.visit(text, {
    onObjectBegin: (...at) => {
      keys.push(new Set());
      enter(...at);
    },
    onObjectEnd: () => {
      keys.pop();
      depth -= 1;
    },
    onArrayBegin: enter,
    onArrayEnd: () => void (depth -= 1),
    onObjectProperty: (key, _, __, ___, ____, path) => {
      const fault = faultOfKey(key, keys.at(-1)!, path);
      if (fault) throw new NotStrictJson(fault, pointerTo([...path(), key]));
      keys.at(-1)!.add(key);
    },
    onLiteralValue: (literal, _, __, ___, ____, path) => {
      if (!isStorable(literal)) throw new NotStrictJson('forbidden-character', pointerTo(path()));
    },
  });
  return value;
};

type Path = () => readonly (string | number)[];

const faultOfKey = (key: string, before: ReadonlySet<string>, path: Path): JsonFault | null => {
  if (before.has(key)) return 'duplicate-key';
  // Both reach the prototype of objects when a value is copied field by field.
  if (key === '__proto__' || (key === 'prototype' && path().at(-1) === 'constructor')) return 'forbidden-key';
  return isStorable(key) ? null : 'forbidden-character';
};

/** False for NUL, which PostgreSQL cannot store, and for half a surrogate pair, which UTF-8 cannot carry. */
const isStorable = (value: unknown): boolean => typeof value !== 'string' || !/\0|\p{Surrogate}/u.test(value);

const decode = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new NotStrictJson('invalid-utf-8', null);
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new NotStrictJson('invalid-request', null);
  }
};

/** JSON pointer (RFC 6901). A key that cannot be sent is shown with U+FFFD in place of its halves of pairs. */
const pointerTo = (path: readonly (string | number)[]): string =>
  path
    .map(
      (step) =>
        `/${String(step)
          .replace(/\p{Surrogate}/gu, '\ufffd')
          .replaceAll('~', '~0')
          .replaceAll('/', '~1')}`,
    )
    .join('');
