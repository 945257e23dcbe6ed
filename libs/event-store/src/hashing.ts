import { hash, randomFillSync } from 'node:crypto';

const SALT_BYTES = 32;
export const HASH_DOMAIN = 'minglu/event/v1\0';

/**
 * Content hash of an event, 32 bytes: SHA-256("minglu/event/v1\0" ‖ len ‖ salt ‖ len ‖ payload ‖ len ‖ metadata).
 * Each length is in bytes, as a big-endian uint32. Both texts are UTF-8.
 *
 * The preimage is written into one buffer, which is reused, and hashed in one call.
 * `crypto.hash` was measured to be 1.4–1.7 times as fast as `createHash` with updates.
 */
export const contentHash = (salt: Uint8Array, payload: string, metadata: string): Buffer => {
  // a UTF-16 unit takes at most three bytes of UTF-8
  const room = HASH_DOMAIN.length + 12 + salt.length + 3 * (payload.length + metadata.length);
  if (scratch.length < room) scratch = Buffer.allocUnsafe(2 * room);
  let end = scratch.write(HASH_DOMAIN, 0, 'latin1');
  end = scratch.writeUInt32BE(salt.length, end);
  scratch.set(salt, end);
  end = append(append(end + salt.length, payload), metadata);
  return hash('sha256', scratch.subarray(0, end), 'buffer');
};

let scratch = Buffer.allocUnsafe(16_384);
const append = (at: number, text: string): number => {
  const length = scratch.write(text, at + 4, 'utf8');
  scratch.writeUInt32BE(length, at);
  return at + 4 + length;
};

/** The attributes of a PUBLIC event that its hash covers, with the data as canonical JSON. */
export interface PublicForm {
  readonly subject: string;
  readonly publicversion: number;
  readonly id: string;
  readonly type: string;
  readonly dataschema: string;
  readonly data: string;
}

/**
 * Hash of a PUBLIC event as readers outside see it, in hexadecimal. The next public event of the stream names it as its `predecessor`.
 * Subscribers compute it from the event as it came. It is the SHA-256 of UTF-8 text:
 *
 * - "minglu/public/v1", then the attributes `subject`, `publicversion`, `id`, `type` and `dataschema`, each with a line feed before it;
 * - a line feed and the data as canonical JSON (RFC 8785).
 *
 * The id is in it: a command that is repeated after a restore makes an event of the same content with another id.
 */
export const publicFormHash = ({ subject, publicversion, id, type, dataschema, data }: PublicForm): string =>
  hash('sha256', ['minglu/public/v1', subject, String(publicversion), id, type, dataschema, data].join('\n'), 'hex');

/** Draws 32 random bytes. The system call is most of the cost, so it fetches a few kilobytes at a time. */
export const drawSalt = (): Buffer => {
  if (taken === pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(128 * SALT_BYTES));
    taken = 0;
  }
  return pool.subarray(taken, (taken += SALT_BYTES));
};
let pool = Buffer.alloc(0);
let taken = 0;
