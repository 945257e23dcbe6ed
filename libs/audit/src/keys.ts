import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { Malformed } from './malformed.js';
import type { NoteSigner, NoteVerifier } from './note.js';
import { isSm2, sm2Signer, sm2Verifier } from './sm2.js';
import { parseBase64 } from './strict.js';
import { COSIGNATURE, ED25519, vkeyOf, type Vkey } from './vkey.js';

const ED25519_BYTES = 32;
/** RFC 8410: the DER of a key before its 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Unix time in seconds. */
export type UnixClock = () => bigint;

/** The verifier of a key, by its type. Throws {@link Malformed} for a type that this library does not verify. */
export const verifierOf = (vkey: Vkey): NoteVerifier => {
  if (isSm2(vkey)) return sm2Verifier(vkey);
  if (vkey.material.length !== ED25519_BYTES || (vkey.type !== ED25519 && vkey.type !== COSIGNATURE))
    throw new Malformed(`the key ${vkey.name} has type ${vkey.type} with ${vkey.material.length} bytes`);
  const key = createPublicKey({ key: Buffer.concat([SPKI, vkey.material]), format: 'der', type: 'spki' });
  const isSigned = (message: string, signature: Buffer) => signature.length === 64 && verify(null, Buffer.from(message), key, signature);
  if (vkey.type === ED25519) return { vkey, verify: isSigned };
  return {
    vkey,
    verify: (text, blob) => {
      const time = timeOf(blob);
      return time !== null && isSigned(cosigned(time, text), blob.subarray(8));
    },
  };
};

/** The text that a witness signs (C2SP tlog-cosignature). */
const cosigned = (time: bigint, text: string): string => `cosignature/v1\ntime ${time}\n${text}`;

/** The time of a cosignature, Unix time in seconds; null if it is none. */
export const timeOf = (signature: Buffer): bigint | null => {
  const time = signature.length === 72 ? signature.readBigUInt64BE() : 1n << 63n;
  return time < 1n << 63n ? time : null;
};

/**
 * A secret key as text: `PRIVATE+KEY+name+hex(keyID)+base64(type ‖ secret)`, as golang.org/x/mod/sumdb/note writes it for Ed25519.
 * The secret is the seed of 32 bytes, or for SM2 its identifier and the number d.
 *
 * @param now the time of cosignatures
 */
export const signerOf = (secretKey: string, now: UnixClock): NoteSigner => {
  const [, name, keyId, key] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(secretKey) ?? [];
  if (name === undefined || key === undefined) throw new Malformed('a secret key is PRIVATE+KEY+name+keyid+base64');
  const bytes = parseBase64(key, 'the secret key');
  const signer = signerFrom(name, bytes[0], bytes.subarray(1), now);
  if (signer.vkey.keyId !== keyId) throw new Malformed(`the key id of the secret key ${name} is not that of its key`);
  return signer;
};

const signerFrom = (name: string, type: number | undefined, secret: Buffer, now: UnixClock): NoteSigner => {
  if (type === ED25519 && secret.length === ED25519_BYTES) return ed25519Signer(name, secret);
  if (type === COSIGNATURE && secret.length === ED25519_BYTES) return cosigner(name, secret, now);
  return sm2Signer(name, type, secret);
};

/** Signs notes with Ed25519 (type 0x01). @param seed 32 bytes */
export const ed25519Signer = (name: string, seed: Buffer): NoteSigner => {
  const key = privateKey(seed);
  return { vkey: vkeyOf(name, ED25519, publicBytes(key)), sign: (text) => Promise.resolve(sign(null, Buffer.from(text), key)) };
};

/** Cosigns checkpoints as a witness (type 0x04): the time as a big-endian uint64, then the signature. @param seed 32 bytes */
export const cosigner = (name: string, seed: Buffer, now: UnixClock): NoteSigner => {
  const key = privateKey(seed);
  return {
    vkey: vkeyOf(name, COSIGNATURE, publicBytes(key)),
    sign: (text) => {
      const time = now();
      const stamp = Buffer.alloc(8);
      stamp.writeBigUInt64BE(time);
      return Promise.resolve(Buffer.concat([stamp, sign(null, Buffer.from(cosigned(time, text)), key)]));
    },
  };
};

const privateKey = (seed: Buffer): KeyObject => createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
const publicBytes = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-ED25519_BYTES);

/** The text of a secret key, for {@link signerOf}. */
export const formatSecretKey = ({ name, keyId, type }: Vkey, secret: Uint8Array): string =>
  `PRIVATE+KEY+${name}+${keyId}+${Buffer.concat([Buffer.of(type), secret]).toString('base64')}`;
