import { createHash } from 'node:crypto';
import { findings } from './findings.js';
import { earlyFinding, HEAD_BYTES } from './inspection/kinds.js';
import type { Draft, FileFinding } from './port.js';

/** The bytes that came in. */
interface Poured {
  readonly sha256: string;
  readonly sm3: string;
  readonly size: number;
}

/**
 * Writes a stream into the draft in one pass, and computes both digests on the way. It stops at the first chunk that passes the limit.
 * It also stops when the first bytes show a kind of file that is never taken. Only one chunk is in memory.
 *
 * @param most in bytes
 * @param isFile false for a part of a file, whose first bytes show nothing
 */
export const pour = async (source: AsyncIterable<Uint8Array>, draft: Draft, most: number, isFile = true): Promise<Poured | FileFinding> => {
  const [sha256, sm3] = [createHash('sha256'), createHash('sm3')];
  let head: Buffer | null = isFile ? Buffer.alloc(0) : null;
  for await (const chunk of source) {
    if (draft.size + chunk.length > most) return findings.tooLarge(most);
    // The disk writes while this thread hashes.
    const writing = draft.write(chunk);
    sha256.update(chunk);
    sm3.update(chunk);
    await writing;
    if (!head) continue;
    head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
    if (head.length < HEAD_BYTES) continue;
    const finding = earlyFinding(head);
    if (finding) return finding;
    head = null;
  }
  return { sha256: sha256.digest('hex'), sm3: sm3.digest('hex'), size: draft.size };
};
