import { parseInstant } from '@minglu/kernel';

/** One point at which a value is not what was expected. */
export interface Mismatch {
  /** From the root of the pattern: `figures[0].value`; empty for the whole. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * Where a value departs from a partial pattern; empty when it has all that the pattern names. Objects may have more
 * fields than the pattern, lists must be of its length. Instants are compared as instants whatever their offset, all
 * else exactly: the number 10 is not the decimal "10". A null is met by an absent field.
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
