import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Bytes of AES-256-GCM. */
const [NONCE, TAG] = [12, 16];
/** Bytes that a sealed text is longer than its content, before base64url. */
export const OVERHEAD = NONCE + TAG;

/**
 * A text in base64url that only a holder of the key can read or make (AES-256-GCM with a random nonce).
 *
 * @param key 32 bytes
 * @param use the purpose of the text; a text of one use is none of another
 */
export const seal = (key: Uint8Array, use: string, plain: Uint8Array): string => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(use));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
};

/** The content of a sealed text; null if it was not sealed with this key for this use, or was changed. */
export const unseal = (key: Uint8Array, use: string, text: string): Buffer | null => {
  const box = Buffer.from(text, 'base64url');
  if (box.length < NONCE + TAG) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE)).setAAD(Buffer.from(use)).setAuthTag(box.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE, -TAG)), decipher.final()]);
  } catch {
    return null;
  }
};
