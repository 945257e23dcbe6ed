import type { LogPlace } from '@minglu/event-store';
import { OVERHEAD, seal, unseal } from './sealed-box.js';

/** The use of a token: `after` is the consistency token of a command, the others are cursors of a route. */
export type TokenKind = 'after' | 'changes' | 'feed' | 'list' | 'log';

export interface TokenContent {
  readonly place: LogPlace;
  /** `after`: the number of events of the command; the last one is at the place. `changes`: the number of the change. */
  readonly count: number;
  /** `list`: the id of the last item, and its sort key; both empty before the first one. `changes`: since when, and the chain. */
  readonly id: string;
  readonly key: string;
}

/** The place of the last event of a command, and the number of its events. A query with the token of the command waits for them. */
export interface TokenPosition extends Pick<TokenContent, 'count'> {
  readonly position: number;
}

/**
 * Consistency tokens and cursors. All of a kind have one size and are sealed (AES-256-GCM): numbers or lengths would reveal how many restricted
 * events were recorded meanwhile. The kind is sealed too, so that a token of one kind is none of another.
 */
export interface ConsistencyTokens {
  readonly issue: (kind: TokenKind, place: LogPlace, more?: Partial<Omit<TokenContent, 'place'>>, bound?: string) => string;
  /** The content of a token; null if no token of this kind, bound to this, was issued with this key. `bound`: the filters of a list. */
  readonly read: (kind: TokenKind, token: string, bound?: string) => TokenContent | null;
}

/** Byte offsets in the plain text: log id, epoch, count, position, hash, an id, and of lists and changes a key. The last two are filled up with zeros. */
const [EPOCH, COUNT, POSITION, HASH, ID, KEY] = [16, 20, 24, 32, 64, 128];
const LONGEST = 64;
const hasKey = (kind: TokenKind): boolean => kind === 'list' || kind === 'changes';
const sizeOf = (kind: TokenKind): number => (hasKey(kind) ? KEY + LONGEST : KEY);
const TOKEN = /^[A-Za-z0-9_-]+$/;
/** A token has the length of its box: nonce, plain text and tag. */
const isToken = (kind: TokenKind, token: string): boolean =>
  TOKEN.test(token) && token.length === Math.ceil(((OVERHEAD + sizeOf(kind)) * 4) / 3);

/** @param key 32 bytes */
export const consistencyTokens = (key: Uint8Array): ConsistencyTokens => ({
  issue: (kind, place, more = {}, bound = '') => seal(key, useOf(kind, bound), plainText(kind, place, more)),
  read: (kind, token, bound = '') => {
    const plain = isToken(kind, token) ? unseal(key, useOf(kind, bound), token) : null;
    return plain && contentOf(plain);
  },
});

const useOf = (kind: TokenKind, bound: string): string => `minglu/${kind}/v2${bound}`;

const plainText = (
  kind: TokenKind,
  { logId, epoch, position, hash }: LogPlace,
  { count = 0, id = '', key = '' }: Partial<TokenContent>,
): Buffer => {
  for (const text of [id, key])
    if (Buffer.byteLength(text) > LONGEST) throw new Error(`an id or key of more than ${LONGEST} bytes has no place in a cursor`);
  const plain = Buffer.alloc(sizeOf(kind));
  plain.write(logId.replaceAll('-', ''), 'hex');
  plain.writeUInt32BE(epoch, EPOCH);
  plain.writeUInt32BE(count, COUNT);
  plain.writeBigUInt64BE(BigInt(position), POSITION);
  plain.write(hash, HASH, 'hex');
  plain.write(id, ID);
  if (hasKey(kind)) plain.write(key, KEY);
  return plain;
};

/** The text from a byte to another, without the zeros that fill it up. */
const textIn = (plain: Buffer, from: number, to: number): string => plain.toString('utf8', from, to).replace(/\0+$/, '');

const contentOf = (plain: Buffer): TokenContent => {
  const position = Number(plain.readBigUInt64BE(POSITION));
  return {
    place: {
      logId: plain.toString('hex', 0, EPOCH).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      epoch: plain.readUInt32BE(EPOCH),
      position,
      hash: position === 0 ? '' : plain.toString('hex', HASH, ID),
    },
    count: plain.readUInt32BE(COUNT),
    id: textIn(plain, ID, KEY),
    key: textIn(plain, KEY, plain.length),
  };
};
