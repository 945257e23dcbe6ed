import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteRange, Draft } from '../port.js';

/** A draft that is a file. Its bytes are durable after `sync`; its name is not. */
export interface FileDraft extends Draft {
  readonly path: string;
  /** Flushes the bytes to the disk and closes the file. */
  readonly sync: () => Promise<void>;
}

const SUFFIX = '.draft';
/** While a large file comes in, the disk writes in the background: the flush at the end then waits for little. */
const FLUSH_EVERY = 64 * 1024 * 1024;

/** A new draft in this folder, which is made if need be. */
export const newFileDraft = async (folder: string): Promise<FileDraft> => {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${randomUUID()}${SUFFIX}`);
  const handle = await open(path, 'wx+', 0o600);
  let [size, flushed] = [0, 0];
  let flushing: Promise<void> = Promise.resolve();
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await flushing;
    await handle.close();
  };
  return {
    path,
    get size() {
      return size;
    },
    write: async (chunk) => {
      await writeAll(handle, chunk, size);
      size += chunk.length;
      if (size - flushed < FLUSH_EVERY) return;
      flushed = size;
      await flushing;
      flushing = handle.datasync();
      flushing.catch(() => undefined); // the next write, or `sync`, rejects with it
    },
    read: async (position, length) => {
      const wanted = Math.max(0, Math.min(length, size - position));
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
      return buffer.subarray(0, bytesRead);
    },
    open: (range?: ByteRange) => createReadStream(path, range ? { start: range.first, end: range.last } : {}),
    sync: async () => {
      await flushing;
      await handle.sync();
      await close();
    },
    discard: async () => {
      await close().catch(() => undefined);
      await rm(path, { force: true });
    },
  };
};

const writeAll = async (handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> => {
  for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
};

/** Removes drafts that nothing has been written to since this instant. Their process has ended, or hangs. */
export const sweepDrafts = async (folder: string, before: Date): Promise<number> => {
  let removed = 0;
  for (const name of await namesIn(folder)) {
    if (!name.endsWith(SUFFIX)) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (!found || found.mtime >= before) continue;
    await rm(join(folder, name), { force: true });
    removed += 1;
  }
  return removed;
};

/** The names in a folder, sorted; none if the folder is missing. */
export const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

export const isMissing = (error: unknown): boolean => (error as { code?: unknown }).code === 'ENOENT';
