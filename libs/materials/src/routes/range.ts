import type { ByteRange } from '../port.js';

/** The wanted part of a file: all of it, a range, or one that it does not have. */
export type Wanted = 'whole' | 'unsatisfiable' | ByteRange;

const RANGE = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/;

/**
 * Reads `Range` (RFC 9110, section 14.2). Several ranges, other units and malformed ranges count as none, and so does a range of a file that has
 * changed since (`If-Range`).
 *
 * @param etag strong, of the file as it is
 */
export const wantedPart = (
  { range, 'if-range': ifRange }: { readonly range?: string | undefined; readonly 'if-range'?: string | string[] | undefined },
  size: number,
  etag: string,
): Wanted => {
  const [, first, last, suffix] = RANGE.exec(range ?? '') ?? [];
  if ((first === undefined && suffix === undefined) || (ifRange !== undefined && ifRange !== etag)) return 'whole';
  if (first === undefined) return Number(suffix) === 0 ? 'unsatisfiable' : { first: Math.max(0, size - Number(suffix)), last: size - 1 };
  const end = last ? Math.min(Number(last), size - 1) : size - 1;
  if (last && Number(last) < Number(first)) return 'whole';
  return Number(first) < size ? { first: Number(first), last: end } : 'unsatisfiable';
};

/** Whether the caller has the file already (`If-None-Match`). */
export const isKnownTo = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined && ifNoneMatch.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));
