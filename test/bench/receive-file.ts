import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore, pour } from '@minglu/materials';
import type { Contest } from './compare.js';

const MEBIBYTE = 1024 * 1024;
/** As a socket or a form gives them. */
const CHUNK = 64 * 1024;

/**
 * A file is hashed on its way to the disk, in MiB/s, against hashing alone. Both sides compute SHA-256 and SM3 of the same chunks. The
 * flush at the end is not counted: it takes as long as the disk does.
 */
export const receiveFile = async ({ mebibytes }: { readonly mebibytes: number }): Promise<Contest> => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-bench-'));
  const store = folderStore(folder);
  const chunk = randomBytes(CHUNK);
  const first = Buffer.concat([Buffer.from('%PDF-1.7\n'), chunk.subarray(9)]);
  async function* chunks() {
    yield first;
    for (let sent = CHUNK; sent < mebibytes * MEBIBYTE; sent += CHUNK) yield chunk;
  }
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return { perSecond: (mebibytes / (performance.now() - started)) * 1_000 };
  };
  return {
    ours: {
      name: 'hash on the way to the disk',
      run: async () => {
        const draft = await store.newDraft();
        const measured = await timed(async () => {
          const poured = await pour(chunks(), draft, Infinity);
          if ('severity' in poured) throw new Error(poured.en);
        });
        await draft.discard();
        return measured;
      },
    },
    baseline: {
      name: 'hash alone',
      run: () =>
        timed(async () => {
          const digests = [createHash('sha256'), createHash('sm3')];
          for await (const each of chunks()) for (const digest of digests) digest.update(each);
          digests.forEach((digest) => digest.digest());
        }),
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
};
