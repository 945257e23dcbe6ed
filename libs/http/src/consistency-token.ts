import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Where a command left the log. */
export interface TokenPosition {
  /** The position of its last event in the whole log. */
  readonly position: number;
  /** The last version of each stream that it wrote. */
  readonly streams: Readonly<Record<string, number>>;
}

/**
 * Consistency tokens: a query with the token of a command waits until the read model shows that command.
 * They are sealed (AES-256-GCM) and padded. Numbers or lengths would reveal how many restricted events were recorded meanwhile.
 */
export interface ConsistencyTokens {
  readonly issue: (position: TokenPosition) => string;
  /** The position in a token; null if the token was not issued with this key. */
  readonly read: (token: string) => TokenPosition | null;
}

/** Bytes; the plain text is padded to a multiple of it. */
const BLOCK = 96;
const [NONCE, TAG] = [12, 16];

/** @param key 32 bytes */
export const consistencyTokens = (key: Uint8Array): ConsistencyTokens => ({
  issue: ({ position, streams }) => {
    const text = Buffer.from(JSON.stringify([position, streams]));
    const plain = Buffer.alloc(Math.ceil(text.length / BLOCK) * BLOCK, ' ');
    text.copy(plain);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  },
  read: (token) => {
    const box = Buffer.from(token, 'base64url');
    if (box.length < NONCE + TAG + BLOCK || (box.length - NONCE - TAG) % BLOCK !== 0) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE)).setAuthTag(box.subarray(-TAG));
      const plain = Buffer.concat([decipher.update(box.subarray(NONCE, -TAG)), decipher.final()]);
      const [position, streams] = JSON.parse(plain.toString()) as [number, TokenPosition['streams']];
      return { position, streams };
    } catch {
      return null;
    }
  },
});

/** The token position after a command that appended `events` in order. */
export const tokenPosition = (
  position: number,
  events: readonly { readonly streamId: string; readonly streamVersion: number }[],
): TokenPosition => ({
  position,
  streams: Object.fromEntries(events.map(({ streamId, streamVersion }) => [streamId, streamVersion])),
});
