import type { PartName } from '../port.js';

const SHA256 = /^[0-9a-f]{64}$/;
const UPLOAD = /^[0-9a-f-]{36}$/;

/** A digest that becomes part of a path or key. */
export const checkedDigest = (sha256: string): string => {
  if (!SHA256.test(sha256)) throw new TypeError('a SHA-256 has 64 hexadecimal digits in lower case');
  return sha256;
};

/** The id of an upload that becomes part of a path or key. */
export const checkedUpload = (upload: string): string => {
  if (!UPLOAD.test(upload)) throw new TypeError('the id of an upload is a UUID in lower case');
  return upload;
};

/** The digest in a name of a file or key; null for another name. */
export const digestIn = (name: string): string | null => (SHA256.test(name) ? name : null);
export const uploadIn = (name: string): string | null => (UPLOAD.test(name) ? name : null);

export const partName = ({ part, sha256 }: PartName): string => {
  if (!Number.isSafeInteger(part) || part < 1) throw new TypeError('parts are counted from 1');
  return `${part}.${checkedDigest(sha256)}`;
};
