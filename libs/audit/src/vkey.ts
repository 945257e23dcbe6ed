import { sha256 } from './hasher.js';
import { Malformed } from './malformed.js';
import { parseBase64 } from './strict.js';

/** Signature types of C2SP signed-note. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
/** A type without a byte of its own. The key material then begins with a longer identifier: see `signer-sm2.ts`. */
export const OTHER = 0xff;

/** A public key of notes, with its name (C2SP signed-note, "verifier keys"). */
export interface Vkey {
  /** Also the origin of the log, for the key of a log. */
  readonly name: string;
  /** Four bytes as eight hexadecimal digits in lower case. */
  readonly keyId: string;
  readonly type: number;
  /** The key material after the type byte. */
  readonly material: Buffer;
}

export const isKeyName = (name: string): boolean => name !== '' && !/[\p{White_Space}\p{Cc}+]/u.test(name);

/** SHA-256(name ‖ 0x0A ‖ type ‖ material), its first four bytes in hexadecimal. */
const keyIdOf = (name: string, type: number, material: Uint8Array): string =>
  sha256
    .digest(Buffer.from(`${name}\n`), Buffer.of(type), material)
    .subarray(0, 4)
    .toString('hex');

/** Throws {@link Malformed} for a name that notes cannot carry. */
export const vkeyOf = (name: string, type: number, material: Uint8Array): Vkey => {
  if (!isKeyName(name)) throw new Malformed('the name of a key is empty, or has a space or a plus');
  return { name, keyId: keyIdOf(name, type, material), type, material: Buffer.from(material) };
};

/** `name+hex(keyID)+base64(type ‖ material)`. */
export const formatVkey = ({ name, keyId, type, material }: Vkey): string =>
  `${name}+${keyId}+${Buffer.concat([Buffer.of(type), material]).toString('base64')}`;

/** The contrary of {@link formatVkey}. Throws {@link Malformed}, also if the key id is not that of the key. */
export const parseVkey = (text: string): Vkey => {
  const [, name, keyId, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  if (name === undefined || keyId === undefined || key === undefined) throw new Malformed('a vkey is name+keyid+base64');
  const bytes = parseBase64(key, 'the key in a vkey');
  if (bytes.length < 2) throw new Malformed('a vkey has no key');
  const vkey = vkeyOf(name, bytes[0]!, bytes.subarray(1));
  if (vkey.keyId !== keyId) throw new Malformed(`the key id of the vkey ${name} is not that of its key`);
  return vkey;
};
