import { hash } from 'node:crypto';
import { instantOf } from '@minglu/kernel';
import pg, { type ClientBase } from 'pg';
import { copyOut } from './copy.js';
import { HASH_DOMAIN } from './hashing.js';
import type { StoredEvent } from './port.js';

/** An event, and the hash of the bytes that it has: another one than `contentHash` if they were damaged. */
export interface HashedEvent {
  readonly event: StoredEvent;
  readonly hash: Buffer;
}

/**
 * Ends with the domain of the content hash, the salt and the two texts, each with its length before it. So the bytes of a row
 * end with those that were hashed at its recording.
 */
const COLUMNS = `position, event_id::text, stream_id, stream_version, public_version, type, schema_version, content_hash, recorded_at,
  '\\x${Buffer.from(HASH_DOMAIN).toString('hex')}'::bytea, salt, payload, metadata`;

/** Milliseconds from 1970 to 2000, from where PostgreSQL counts microseconds. */
const EPOCH = 946_684_800_000;

/** The events after one position, up to another, in order. */
export const readPage = (client: ClientBase, after: number, upTo: number): Promise<readonly HashedEvent[]> =>
  readEvents(client, `WHERE position > ${after} AND position <= ${upTo} ORDER BY position`);

/** An event, by its place in its stream. */
export type InStream = Pick<StoredEvent, 'streamId' | 'streamVersion'>;

/** The first events behind one, stream by stream, of those up to a position. */
export const readStreamPage = (client: ClientBase, { streamId, streamVersion }: InStream, upTo: number, limit: number) =>
  readEvents(
    client,
    `WHERE (stream_id, stream_version) > (${pg.escapeLiteral(streamId)}, ${streamVersion}) AND position <= ${upTo}
     ORDER BY stream_id, stream_version LIMIT ${limit}`,
  );

const readEvents = async (client: ClientBase, which: string): Promise<readonly HashedEvent[]> => {
  const page: HashedEvent[] = [];
  await copyOut(client, `SELECT ${COLUMNS} FROM events ${which}`, (bytes) => page.push(hashedEvent(bytes)));
  return page;
};

const hashedEvent = (bytes: Buffer): HashedEvent => {
  let end = 0;
  /** Moves over the next column, and returns where it begins. `end` is then where it ends; before its beginning for null. */
  const next = (): number => {
    const length = bytes.readInt32BE(end);
    const begin = end + 4;
    end = begin + Math.max(length, 0);
    return length < 0 ? -1 : begin;
  };
  const text = (): string => {
    const begin = next();
    return bytes.toString('utf8', begin, end);
  };
  const int = (): number => bytes.readInt32BE(next());
  const long = (): number => {
    const begin = next();
    return bytes.readInt32BE(begin) * 0x1_0000_0000 + bytes.readUInt32BE(begin + 4);
  };
  const position = long();
  const eventId = text();
  const streamId = text();
  const streamVersion = int();
  const publicAt = next();
  const publicVersion = publicAt < 0 ? null : bytes.readInt32BE(publicAt);
  const type = text();
  const schemaVersion = int();
  const hashAt = next();
  const hashEnd = end;
  const recordedAt = instantOf(Math.floor(long() / 1_000) + EPOCH);
  const hashed = hash('sha256', bytes.subarray(next()), 'buffer');
  const isWhole = bytes.compare(hashed, 0, hashed.length, hashAt, hashEnd) === 0;
  // The bytes belong to the connection. Texts are copied out of them.
  const saltAt = next();
  const salt = Buffer.from(bytes.subarray(saltAt, end));
  const payload = text();
  const metadata = text();
  const contentHash = isWhole ? hashed : Buffer.from(bytes.subarray(hashAt, hashEnd));
  return {
    event: {
      position,
      eventId,
      streamId,
      streamVersion,
      publicVersion,
      type,
      schemaVersion,
      payload,
      metadata,
      salt,
      contentHash,
      recordedAt,
    },
    hash: hashed,
  };
};
