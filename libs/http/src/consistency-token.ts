import type { LogPlace } from '@minglu/event-store';
import { seal, unseal } from './sealed-box.js';

/** The use of a token: `after` is the consistency token of a command, the others are cursors of a route. */
export type TokenKind = 'after' | 'feed' | 'list' | 'log';

export interface TokenContent {
  readonly place: LogPlace;
  /** `after`: the number of events of the command; the last one is at the place. */
  readonly count: number;
  /** `list`: the id of the last item; empty before the first one. */
  readonly id: string;
}

/** The place of the last event of a command, and the number of its events. A query with the token of the command waits for them. */
export interface TokenPosition extends Pick<TokenContent, 'count'> {
  readonly position: number;
}

/**
 * Consistency tokens and cursors. All have one size and are sealed (AES-256-GCM): numbers or lengths would reveal how many restricted
 * events were recorded meanwhile. The kind is sealed too, so that a token of one kind is none of another.
 */
export interface ConsistencyTokens {
  readonly issue: (kind: TokenKind, place: LogPlace, more?: Partial<Pick<TokenContent, 'count' | 'id'>>) => string;
  /** The content of a token; null if no token of this kind was issued with this key. */
  readonly read: (kind: TokenKind, token: string) => TokenContent | null;
}

/** Byte offsets in the plain text: log id, epoch, count, position, hash, and an id filled up with zeros. */
const [EPOCH, COUNT, POSITION, HASH, ID, SIZE] = [16, 20, 24, 32, 64, 128];
const TOKEN = /^[A-Za-z0-9_-]{208}$/;

/** @param key 32 bytes */
export const consistencyTokens = (key: Uint8Array): ConsistencyTokens => ({
  issue: (kind, place, more = {}) => seal(key, useOf(kind), plainText(place, more)),
  read: (kind, token) => {
    const plain = TOKEN.test(token) ? unseal(key, useOf(kind), token) : null;
    return plain && contentOf(plain);
  },
});

const useOf = (kind: TokenKind): string => `minglu/${kind}/v2`;

const plainText = ({ logId, epoch, position, hash }: LogPlace, { count = 0, id = '' }: Partial<TokenContent>): Buffer => {
  if (Buffer.byteLength(id) > SIZE - ID) throw new Error(`an id of more than ${SIZE - ID} bytes has no place in a cursor`);
  const plain = Buffer.alloc(SIZE);
  plain.write(logId.replaceAll('-', ''), 'hex');
  plain.writeUInt32BE(epoch, EPOCH);
  plain.writeUInt32BE(count, COUNT);
  plain.writeBigUInt64BE(BigInt(position), POSITION);
  plain.write(hash, HASH, 'hex');
  plain.write(id, ID);
  return plain;
};

const contentOf = (plain: Buffer): TokenContent => {
  const position = Number(plain.readBigUInt64BE(POSITION));
  const end = plain.indexOf(0, ID);
  return {
    place: {
      logId: plain.toString('hex', 0, EPOCH).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      epoch: plain.readUInt32BE(EPOCH),
      position,
      hash: position === 0 ? '' : plain.toString('hex', HASH, ID),
    },
    count: plain.readUInt32BE(COUNT),
    id: plain.toString('utf8', ID, end < 0 ? SIZE : end),
  };
};
