import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Up to where the log was written by a command: by position, and by the version of each stream that it wrote. */
export interface Place {
  readonly position: number;
  readonly streams: Readonly<Record<string, number>>;
}

/**
 * A place in the log as a caller may hold it: sealed (AES-256-GCM) and padded, so that nobody learns from the numbers, or from the
 * length, what else was recorded meanwhile.
 */
export interface Bookmarks {
  readonly mark: (place: Place) => string;
  /** The place; null where it is not one of ours. */
  readonly read: (mark: string) => Place | null;
}

const BLOCK = 96;
const [NONCE, TAG] = [12, 16];

export const bookmarks = (key: Uint8Array): Bookmarks => ({
  mark: ({ position, streams }) => {
    const text = Buffer.from(JSON.stringify([position, streams]));
    const plain = Buffer.alloc(Math.ceil(text.length / BLOCK) * BLOCK, ' ');
    text.copy(plain);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  },
  read: (mark) => {
    const box = Buffer.from(mark, 'base64url');
    if (box.length < NONCE + TAG + BLOCK || (box.length - NONCE - TAG) % BLOCK !== 0) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE)).setAuthTag(box.subarray(-TAG));
      const plain = Buffer.concat([decipher.update(box.subarray(NONCE, -TAG)), decipher.final()]);
      const [position, streams] = JSON.parse(plain.toString()) as [number, Place['streams']];
      return { position, streams };
    } catch {
      return null;
    }
  },
});

/** The place of what a command wrote. */
export const placeOf = (position: number, events: readonly { readonly streamId: string; readonly streamVersion: number }[]): Place => ({
  position,
  streams: Object.fromEntries(events.map(({ streamId, streamVersion }) => [streamId, streamVersion])),
});
