import { HASH_BYTES } from './hasher.js';
import { Malformed } from './malformed.js';

const DECIMAL = /^(?:0|[1-9][0-9]{0,18})$/;
const LIMIT = 1n << 63n;

/** A decimal number below 2^63, without sign or leading zeros. Throws {@link Malformed}. */
export const parseDecimal = (text: string, what: string): bigint => {
  const value = DECIMAL.test(text) ? BigInt(text) : LIMIT;
  if (value >= LIMIT) throw new Malformed(`${what} is no decimal number below 2^63`);
  return value;
};

/** Base64 with padding that encodes to itself again (RFC 4648, 3.5). Throws {@link Malformed}. */
export const parseBase64 = (text: string, what: string, length?: number): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Malformed(`${what} is no canonical base64`);
  if (length !== undefined && bytes.length !== length) throw new Malformed(`${what} has ${bytes.length} bytes instead of ${length}`);
  return bytes;
};

/** A hash of 32 bytes in base64. Throws {@link Malformed}. */
export const parseHash = (text: string, what: string): Buffer => parseBase64(text, what, HASH_BYTES);

/** Bytes in lower-case hexadecimal. Throws {@link Malformed}. */
export const parseHex = (text: string, what: string, length: number = HASH_BYTES): Buffer => {
  if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text))
    throw new Malformed(`${what} is not ${length} bytes in lower-case hexadecimal`);
  return Buffer.from(text, 'hex');
};

/** UTF-8 without errors and without a byte order mark. Throws {@link Malformed}. */
export const parseUtf8 = (bytes: Uint8Array, what: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed(`${what} is not UTF-8`);
  }
};
