import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

// The DER headers of RFC 8410 before the 32 bytes of a key.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** @param seed 32 bytes: the private key */
export const signingKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** @param bytes 32 bytes: the public key */
export const verifyingKey = (bytes: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });

/** The public key, 32 bytes, of a private key. */
export const publicKeyOf = (seed: Uint8Array): Uint8Array =>
  new Uint8Array(createPublicKey(signingKey(seed)).export({ format: 'der', type: 'spki' }).subarray(SPKI.length));
