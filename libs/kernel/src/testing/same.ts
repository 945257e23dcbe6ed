import { isDeepStrictEqual } from 'node:util';

/** `expect(actual).toEqual(expected)` for large values. Jest's comparison takes ten times as long, so it is called only for values that differ. */
export const expectSame = (actual: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
};
