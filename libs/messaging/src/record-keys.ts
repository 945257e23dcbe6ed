import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';

/** The Ed25519 key with which the publisher signs records. `id` names it in each record. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
  /** The raw public key: 64 hexadecimal digits. */
  readonly publicKey: string;
}
/** The public keys that a reader trusts, by id. Several while one replaces another. `raw`: 64 hexadecimal digits. */
export type PublicKeys = ReadonlyMap<string, { readonly key: KeyObject; readonly raw: string }>;

/** A private key is these bytes (PKCS #8) and its seed of 32 bytes. */
const PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The id of a key: the first 8 bytes of the SHA-256 of its raw public key, in hexadecimal. */
const idOf = (publicKey: string): string => hash('sha256', Buffer.from(publicKey, 'hex'), 'hex').slice(0, 16);
const rawOf = (key: KeyObject): string => Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url').toString('hex');

/** @param seed 32 bytes */
export const signingKeyFrom = (seed: Uint8Array): SigningKey => {
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = rawOf(createPublicKey(key));
  return { id: idOf(publicKey), key, publicKey };
};

const jwkOf = (publicKey: string) => ({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') }) as const;

/** @param texts raw public keys, 64 hexadecimal digits each */
export const publicKeysFrom = (texts: readonly string[]): PublicKeys =>
  new Map(texts.map((raw) => [idOf(raw), { key: createPublicKey({ key: jwkOf(raw), format: 'jwk' }), raw }]));
