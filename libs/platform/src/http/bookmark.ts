import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * A position of the log as a caller may hold it: sealed (AES-256-GCM), so that nobody learns from the numbers what else
 * was recorded meanwhile.
 */
export interface Bookmarks {
  readonly mark: (position: number) => string;
  /** The position; null where it is not one of ours. */
  readonly read: (mark: string) => number | null;
}

export const bookmarks = (key: Uint8Array): Bookmarks => ({
  mark: (position) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const plain = Buffer.alloc(8);
    plain.writeBigUInt64BE(BigInt(position));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  },
  read: (mark) => {
    const box = Buffer.from(mark, 'base64url');
    if (box.length !== 36) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12)).setAuthTag(box.subarray(20));
      return Number(Buffer.concat([decipher.update(box.subarray(12, 20)), decipher.final()]).readBigUInt64BE());
    } catch {
      return null;
    }
  },
});
