import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { HASH_BYTES, sha256 } from './hasher.js';
import { parseLeaf } from './leaf.js';
import { Malformed } from './malformed.js';
import { leafHash } from './merkle.js';
import { parseBase64 } from './strict.js';

// The promise to include goes out with the answer to a command, as a signed note. Its holder reads nothing in it, because positions
// would tell how much happens in restricted cases. A checker who has the key redeems it against the log.

/** The promise of the log: the event at this position has this hash. */
export interface PromisedEvent {
  /** Index of its leaf + 1. */
  readonly position: bigint;
  /** `leaf`: SHA-256 leaf hash. `content`: content hash of the event, which its leaf names. */
  readonly of: 'leaf' | 'content';
  readonly hash: Buffer;
}

const KINDS = ['leaf', 'content'] as const;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PLAIN_BYTES = 1 + 8 + HASH_BYTES;
const SEALED_BYTES = NONCE_BYTES + PLAIN_BYTES + TAG_BYTES;
const HEADER = '/promise\n';

/**
 * The text of the note: `<origin>/promise`, and in base64 nonce ‖ AES-256-GCM(kind ‖ position as uint64 ‖ hash) ‖ tag. The origin
 * is authenticated too. All promises have one length. The nonce is an HMAC of the content, so one event has one promise.
 *
 * @param key 32 bytes, which only checkers hold
 */
export const formatPromise = (origin: string, { position, of, hash }: PromisedEvent, key: Buffer): string => {
  const plain = Buffer.alloc(PLAIN_BYTES);
  plain[0] = KINDS.indexOf(of);
  plain.writeBigUInt64BE(position, 1);
  plain.set(hash, 9);
  const nonce = createHmac('sha256', derived(key, 'nonce')).update(origin).update('\0').update(plain).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, derived(key, 'cipher'), nonce).setAAD(Buffer.from(origin));
  const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${origin}${HEADER}${sealed.toString('base64')}\n`;
};

/** Opens the text of a note that was verified. Throws {@link Malformed}, also if the key is another one. */
export const openPromise = (text: string, key: Buffer): PromisedEvent & { readonly origin: string } => {
  const at = text.indexOf(HEADER);
  if (at <= 0 || !text.endsWith('\n')) throw new Malformed('a promise is two lines: origin/promise, sealed text');
  const origin = text.slice(0, at);
  const sealed = parseBase64(text.slice(at + HEADER.length, -1), 'the sealed text of the promise', SEALED_BYTES);
  const decipher = createDecipheriv(CIPHER, derived(key, 'cipher'), sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(origin))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw new Malformed('the promise was not made with this key');
  }
  const of = KINDS[plain[0]!];
  if (of === undefined) throw new Malformed('the promise names no kind of hash');
  return { origin, of, position: plain.readBigUInt64BE(1), hash: plain.subarray(9) };
};

/** True if the leaf at index position − 1 keeps the promise. That it is in the tree is checked apart. */
export const isKept = ({ position, of, hash }: PromisedEvent, leaf: Uint8Array): boolean => {
  const { seq, content } = parseLeaf(leaf);
  if (BigInt(seq) + 1n !== position) return false;
  return of === 'leaf' ? leafHash(sha256, leaf).equals(hash) : content === hash.toString('hex');
};

type Use = 'nonce' | 'cipher';
/** The keys of both uses, derived once: each command has a promise, and to derive them takes longer than to sign it. */
const keys = new WeakMap<Buffer, Readonly<Record<Use, Buffer>>>();
const derived = (key: Buffer, use: Use): Buffer => {
  const derive = (of: Use): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `minglu/promise/v1/${of}`, 32));
  const both = keys.get(key) ?? { nonce: derive('nonce'), cipher: derive('cipher') };
  keys.set(key, both);
  return both[use];
};
