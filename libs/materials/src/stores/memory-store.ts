import { Readable } from 'node:stream';
import { NotStored, type ByteRange, type Draft, type MaterialStore } from '../port.js';

interface Kept {
  readonly bytes: Buffer;
  readonly storedAt: Date;
}

/** A store in memory, for tests and scenarios. */
export const memoryStore = (now: () => Date = () => new Date()): MaterialStore => {
  const kept = new Map<string, Kept>();
  const parts = new Map<string, Map<string, Kept>>();
  return {
    kind: 'memory',
    has: async (sha256) => kept.has(sha256),
    sizeOf: async (sha256) => kept.get(sha256)?.bytes.length ?? null,
    open: async (sha256, range) => streamOf(kept.get(sha256)?.bytes, sha256, range),
    newDraft: async () => memoryDraft(),
    keep: async (draft, sha256) => {
      kept.set(sha256, { bytes: await taken(draft), storedAt: now() });
    },
    list: async function* () {
      for (const [sha256, { bytes, storedAt }] of kept) yield { sha256, size: bytes.length, storedAt };
    },
    remove: async (sha256) => void kept.delete(sha256),
    parts: {
      keep: async (upload, { part, sha256 }, draft) => {
        const bytes = await taken(draft);
        parts.set(upload, (parts.get(upload) ?? new Map<string, Kept>()).set(`${part}.${sha256}`, { bytes, storedAt: now() }));
      },
      open: async (upload, { part, sha256 }) => streamOf(parts.get(upload)?.get(`${part}.${sha256}`)?.bytes, `part ${part} of ${upload}`),
      uploads: async function* () {
        for (const [upload, each] of parts) for (const { storedAt } of [...each.values()].slice(0, 1)) yield { upload, storedAt };
      },
      remove: async (upload) => void parts.delete(upload),
    },
    sweep: async () => 0,
  };
};

const streamOf = (bytes: Buffer | undefined, name: string, range?: ByteRange): Readable => {
  if (!bytes) throw new NotStored(name);
  return Readable.from([range ? bytes.subarray(range.first, range.last + 1) : bytes], { objectMode: false });
};

const taken = async (draft: Draft): Promise<Buffer> => {
  const bytes = await draft.read(0, draft.size);
  await draft.discard();
  return bytes;
};

const memoryDraft = (): Draft => {
  let chunks: Buffer[] = [];
  const whole = (): Buffer => {
    if (chunks.length > 1) chunks = [Buffer.concat(chunks)];
    return chunks[0] ?? Buffer.alloc(0);
  };
  return {
    get size() {
      return chunks.reduce((sum, { length }) => sum + length, 0);
    },
    write: async (chunk) => void chunks.push(Buffer.from(chunk)),
    read: async (position, length) => whole().subarray(position, position + length),
    open: (range) => streamOf(whole(), 'draft', range),
    discard: async () => void (chunks = []),
  };
};
