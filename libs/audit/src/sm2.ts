import { sm2 } from 'sm-crypto-v2';
import { Malformed } from './malformed.js';
import type { NoteSigner, NoteVerifier } from './note.js';
import { OTHER, vkeyOf, type Vkey } from './vkey.js';

// SM2 with SM3 (GB/T 32918.2). node:crypto must not do it: its SM2 keys sign plain ECDSA, and it verifies its own output.

/** After the type byte 0xff, before the public point (65 bytes, uncompressed) or the secret number (32 bytes). */
const IDENTIFIER = Buffer.from('minglu/sm2-sm3/v1\0');
/** The user id of GB/T 32918 where none is agreed. */
const USER_ID = '1234567812345678';
const POINT_BYTES = 65;
const NUMBER_BYTES = 32;

export const isSm2 = ({ type, material }: Vkey): boolean => type === OTHER && material.subarray(0, IDENTIFIER.length).equals(IDENTIFIER);

/** The signature is DER: a sequence of r and s. */
export const sm2Verifier = (vkey: Vkey): NoteVerifier => {
  const point = vkey.material.subarray(IDENTIFIER.length);
  if (point.length !== POINT_BYTES || point[0] !== 4) throw new Malformed(`the SM2 key ${vkey.name} is no uncompressed point`);
  const publicKey = point.toString('hex');
  if (!isOnCurve(publicKey)) throw new Malformed(`the SM2 key ${vkey.name} is not on the curve`);
  return { vkey, verify: (text, signature) => isCanonicalDer(signature) && isSigned(Buffer.from(text), signature, publicKey) };
};

const isOnCurve = (publicKey: string): boolean => {
  try {
    return sm2.verifyPublicKey(publicKey);
  } catch {
    return false;
  }
};

/** True if the signature is of the message and the key. The library throws for numbers out of range and for points off the curve. */
export const isSigned = (message: Uint8Array, signature: Buffer, publicKey: string): boolean => {
  try {
    return sm2.doVerifySignature(new Uint8Array(message), signature.toString('hex'), publicKey, { hash: true, der: true, userId: USER_ID });
  } catch {
    return false;
  }
};

/** @param secret the identifier and the number d. Throws {@link Malformed}. */
export const sm2Signer = (name: string, type: number | undefined, secret: Buffer): NoteSigner => {
  const number = secret.subarray(IDENTIFIER.length);
  if (type !== OTHER || !secret.subarray(0, IDENTIFIER.length).equals(IDENTIFIER) || number.length !== NUMBER_BYTES)
    throw new Malformed(`the secret key ${name} is of no known type`);
  const key = number.toString('hex');
  const publicKey = sm2.getPublicKeyFromPrivateKey(key);
  return {
    vkey: vkeyOf(name, OTHER, Buffer.concat([IDENTIFIER, Buffer.from(publicKey, 'hex')])),
    sign: (text) => {
      const signature = sm2.doSignature(new Uint8Array(Buffer.from(text)), key, { hash: true, der: true, publicKey, userId: USER_ID });
      return Promise.resolve(Buffer.from(signature, 'hex'));
    },
  };
};

/** The secret of an SM2 key as key texts carry it. @param number d, 32 bytes */
export const sm2Secret = (number: Uint8Array): Buffer => Buffer.concat([IDENTIFIER, number]);

/** One signature has one DER text: minimal lengths, positive numbers, nothing after them. */
const isCanonicalDer = (der: Buffer): boolean => {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return false;
  const end = integerEnd(der, 2);
  return end !== null && integerEnd(der, end) === der.length;
};

const integerEnd = (der: Buffer, at: number): number | null => {
  const length = der[at + 1];
  const first = der[at + 2];
  if (der[at] !== 0x02 || length === undefined || length < 1 || length > NUMBER_BYTES + 1 || first === undefined || first > 0x7f)
    return null;
  if (first === 0 && (length === 1 || der[at + 3]! < 0x80)) return null;
  const end = at + 2 + length;
  return end <= der.length ? end : null;
};
