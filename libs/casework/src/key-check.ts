import { createHmac } from 'node:crypto';

/** The proof of a key that a database keeps. It tells the key from another and does not betray it. */
export interface KeyCheck {
  /** 16 hexadecimal digits. */
  readonly keyId: string;
  readonly checkValue: string;
}

/** Length of a key id in bytes. */
export const KEY_ID = 8;

const mac = (key: Uint8Array, constant: string): Buffer => createHmac('sha256', key).update(constant).digest();

/** The id of a key: the first bytes of an HMAC of a constant under it. */
export const keyIdOf = (key: Uint8Array): Buffer => mac(key, 'minglu/key-id/v1').subarray(0, KEY_ID);

export const keyCheck = (key: Uint8Array): KeyCheck => ({
  keyId: keyIdOf(key).toString('hex'),
  checkValue: mac(key, 'minglu/key-check/v1').toString('hex'),
});
