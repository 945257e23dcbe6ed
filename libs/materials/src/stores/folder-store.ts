import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { NotStored, type ByteRange, type Draft, type MaterialStore, type StoredBytes } from '../port.js';
import { isMissing, namesIn, newFileDraft, sweepDrafts, type FileDraft } from './file-draft.js';
import { checkedDigest, checkedUpload, digestIn, partName, uploadIn } from './names.js';

/**
 * Files in a folder: `sha256/<two digits>/<digest>`, `parts/<upload>/<number>.<digest>` and `drafts/`. All must lie on one file system.
 * A file gets its name by a rename, after its bytes are on the disk; then the folder of the name is flushed.
 */
export const folderStore = (folder: string): MaterialStore => {
  const root = resolve(folder);
  const pathOf = (sha256: string): string => join(root, 'sha256', checkedDigest(sha256).slice(0, 2), sha256);
  const partsOf = (upload: string): string => join(root, 'parts', checkedUpload(upload));
  const drafts = join(root, 'drafts');
  return {
    kind: 'folder',
    has: async (sha256) => (await statOf(pathOf(sha256))) !== null,
    sizeOf: async (sha256) => (await statOf(pathOf(sha256)))?.size ?? null,
    open: (sha256, range) => opened(pathOf(sha256), sha256, range),
    newDraft: () => newFileDraft(drafts),
    keep: (draft, sha256) => publish(root, draft, pathOf(sha256)),
    list: () => listed(join(root, 'sha256')),
    remove: async (sha256) => {
      await rm(pathOf(sha256), { force: true });
      await flushFolder(dirname(pathOf(sha256)));
    },
    parts: {
      keep: (upload, part, draft) => publish(root, draft, join(partsOf(upload), partName(part))),
      open: (upload, part) => opened(join(partsOf(upload), partName(part)), `part ${part.part} of ${upload}`),
      uploads: async function* () {
        for (const upload of await namesIn(join(root, 'parts'))) {
          const found = uploadIn(upload) === null ? null : await statOf(partsOf(upload));
          if (found) yield { upload, storedAt: found.mtime };
        }
      },
      remove: (upload) => rm(partsOf(upload), { recursive: true, force: true }),
    },
    sweep: (before) => sweepDrafts(drafts, before),
  };
};

const statOf = async (path: string): Promise<{ readonly size: number; readonly mtime: Date } | null> => {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

/** Opens the file before it answers, so that a file removed meanwhile is still read to its end. */
const opened = async (path: string, name: string, range?: ByteRange): Promise<Readable> => {
  try {
    const handle = await open(path);
    return createReadStream(path, { fd: handle, ...(range ? { start: range.first, end: range.last } : {}) });
  } catch (error) {
    if (isMissing(error)) throw new NotStored(name);
    throw error;
  }
};

async function* listed(folder: string): AsyncGenerator<StoredBytes> {
  for (const two of await namesIn(folder))
    for (const name of await namesIn(join(folder, two))) {
      const [sha256, found] = [digestIn(name), await statOf(join(folder, two, name))];
      if (sha256 !== null && found) yield { sha256, size: found.size, storedAt: found.mtime };
    }
}

/** Gives the draft its name. An earlier file of that name has the same digest; if it was damaged, this mends it. */
const publish = async (root: string, draft: Draft, path: string): Promise<void> => {
  const { path: from, sync } = draft as FileDraft;
  await sync();
  await chmod(from, 0o440);
  await mkdir(dirname(path), { recursive: true });
  await rename(from, path);
  // Another process may have made a folder and not flushed it yet.
  for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) await flushFolder(folder);
};

const flushFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
};
