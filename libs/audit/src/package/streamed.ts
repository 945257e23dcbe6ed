import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Manifested } from './bag.js';
import { comparePaths, localHeader, zipDirectory, type ZipEntry } from './zip.js';

/** A file whose bytes are read again when its turn comes. */
export interface StreamedFile extends Manifested, ZipEntry {
  readonly open: () => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>;
}

/** An archive whose length is known before its first byte. */
export interface StreamedArchive {
  readonly size: number;
  /** Ends with an error if a file has other bytes than before. The archive then lacks its directory, and no reader takes it for whole. */
  readonly bytes: () => AsyncGenerator<Uint8Array>;
}

export const fileInMemory = (path: string, content: Buffer): StreamedFile => ({
  path,
  size: content.length,
  crc: crc32(content),
  sha256: createHash('sha256').update(content).digest('hex'),
  open: async () => [content],
});

/** Reads a file once, for the facts that stand before its bytes. */
export const measuredFile = async (path: string, open: StreamedFile['open']): Promise<StreamedFile> => {
  const digest = createHash('sha256');
  let [size, crc] = [0, 0];
  for await (const chunk of await open()) {
    digest.update(chunk);
    crc = crc32(chunk, crc);
    size += chunk.length;
  }
  return { path, size, crc, sha256: digest.digest('hex'), open };
};

/** The archive of {@link import('./zip.js').writeZip}, byte for byte. Throws `TooLarge`. */
export const streamedArchive = (files: readonly StreamedFile[]): StreamedArchive => {
  const sorted = [...files].sort((a, b) => comparePaths(a.path, b.path));
  const directory = zipDirectory(sorted);
  return {
    size: sorted.reduce((sum, file) => sum + localHeader(file).length + file.size, directory.length),
    bytes: async function* () {
      for (const file of sorted) {
        yield localHeader(file);
        let [size, crc] = [0, 0];
        for await (const chunk of await file.open()) {
          crc = crc32(chunk, crc);
          size += chunk.length;
          yield chunk;
        }
        if (size !== file.size || crc !== file.crc) throw new Error(`${file.path} has changed while it was read`);
      }
      yield directory;
    },
  };
};
