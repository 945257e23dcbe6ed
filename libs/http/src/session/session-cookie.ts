import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { parseCookie, stringifySetCookie } from 'cookie';
import { seal, unseal } from '../sealed-box.js';

/** Characters of one cookie: browsers keep 4096 with its name and attributes. */
const CHUNK = 3_600;
/** The cookies of one value. Tokens of identity providers have up to three kilobytes each. */
const CHUNKS = 4;
/** Bytes of a value. */
const LARGEST = 65_536;

/** Values in cookies of the browser. Only this installation can read or make them. */
export interface SealedCookies {
  /** The value; undefined without such a cookie, null if it was not sealed with this key. */
  readonly read: (header: string | undefined) => unknown;
  /** The headers `Set-Cookie` that keep a value. @throws RangeError if it is too large */
  readonly write: (value: unknown) => string[];
  /** Those that remove it. */
  readonly clear: () => string[];
}

/**
 * @param name also the use of the seal: a value of one name is none of another
 * @param isSecure false on an address without encryption, which is on this machine only
 * @param maxAge seconds; without it the browser keeps the cookie until it ends
 */
export const sealedCookies = (key: Uint8Array, name: string, isSecure: boolean, maxAge?: number): SealedCookies => {
  // With the prefix a browser takes the cookie from this host alone, and only encrypted (RFC 6265bis).
  const names = Array.from({ length: CHUNKS }, (_, index) => `${isSecure ? '__Host-' : ''}${name}${index === 0 ? '' : `-${index + 1}`}`);
  const attributes = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' } as const;
  const use = `minglu/cookie/${name}/v1`;
  const cookie = (index: number, chunk: string | undefined): string =>
    chunk === undefined
      ? stringifySetCookie(names[index]!, '', { ...attributes, maxAge: 0, expires: new Date(0) })
      : stringifySetCookie(names[index]!, chunk, { ...attributes, ...(maxAge === undefined ? {} : { maxAge }) });
  return {
    read: (header) => {
      const cookies = parseCookie(header ?? '');
      if (cookies[names[0]!] === undefined) return undefined;
      const plain = unseal(key, use, names.map((one) => cookies[one] ?? '').join(''));
      if (plain === null) return null;
      try {
        return JSON.parse(inflateRawSync(plain, { maxOutputLength: LARGEST }).toString('utf8')) as unknown;
      } catch {
        return null;
      }
    },
    write: (value) => {
      const text = seal(key, use, deflateRawSync(JSON.stringify(value)));
      if (text.length > CHUNK * CHUNKS) throw new RangeError(`a cookie of ${text.length} characters`);
      // Chunks of a longer value before are removed.
      return names.map((_, index) => cookie(index, text.slice(index * CHUNK, (index + 1) * CHUNK) || undefined));
    },
    clear: () => names.map((_, index) => cookie(index, undefined)),
  };
};
