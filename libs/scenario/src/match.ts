import { parseInstant } from '@minglu/kernel';

/** A point at which a value differs from the expected one. */
interface Mismatch {
  /** From the root of the pattern: `figures[0].value`; empty for the whole. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * The differences between a value and a partial pattern; empty if the value matches. Objects may have more fields than the
 * pattern; lists must have its length. Instants compare equal at any offset. All other values compare exactly: the number 10
 * differs from the decimal "10". Null matches an absent field.
 */
export const mismatches = (expected: unknown, actual: unknown, path = ''): readonly Mismatch[] => {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [{ path, expected, actual }];
    return expected.flatMap((item, index) => mismatches(item, actual[index], `${path}[${index}]`));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return [{ path, expected, actual }];
    return Object.entries(expected).flatMap(([key, value]) =>
      mismatches(value, Object.hasOwn(actual, key) ? actual[key] : undefined, path === '' ? key : `${path}.${key}`),
    );
  }
  return isSame(expected, actual) ? [] : [{ path, expected, actual }];
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isSame = (expected: unknown, actual: unknown): boolean => {
  if (expected === actual) return true;
  if (expected === null) return actual === undefined;
  if (typeof expected !== 'string' || typeof actual !== 'string') return false;
  const instant = parseInstant(expected);
  return instant !== null && instant === parseInstant(actual);
};
