import { crc32 } from 'node:zlib';
import { Malformed } from '../malformed.js';
import { parseUtf8 } from '../strict.js';

/** Path → content. Paths have `/` and are relative. */
export type Files = ReadonlyMap<string, Buffer>;

const LOCAL = Buffer.from('PK\x03\x04');
const CENTRAL = Buffer.from('PK\x01\x02');
const END = Buffer.from('PK\x05\x06');
const LOCAL_BYTES = 30;
const END_BYTES = 22;
/** 1980-01-01: the archive has no time of its own, so the same files make the same bytes. */
const DAY = 33;
const UTF8 = 0x800;
/** Without the extension ZIP64. */
const SIZE_LIMIT = 0xffffffff;
const COUNT_LIMIT = 0xffff;

/** A file of an archive: its name, and the facts that stand before its bytes. */
export interface ZipEntry {
  readonly path: string;
  readonly size: number;
  readonly crc: number;
}

/** The fields that a local header and the directory share, and the name. */
const fieldsOf = ({ path, size, crc }: ZipEntry): { readonly fields: Buffer; readonly name: Buffer } => {
  const name = Buffer.from(path);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(UTF8, 2);
  fields.writeUInt16LE(DAY, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(size, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(name.length, 22);
  return { fields, name };
};

/** The bytes before the content of a file. */
export const localHeader = (entry: ZipEntry): Buffer => {
  const { fields, name } = fieldsOf(entry);
  return Buffer.concat([LOCAL, fields, name]);
};

/** The archive is larger than 4 GB, or has more than 65,534 files. */
export class TooLarge extends RangeError {}

/** The bytes after the last file. Throws {@link TooLarge}. */
export const zipDirectory = (entries: readonly ZipEntry[]): Buffer => {
  let offset = 0;
  const central = entries.flatMap((entry) => {
    const { fields, name } = fieldsOf(entry);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(Math.min(offset, SIZE_LIMIT), 10);
    offset += LOCAL_BYTES + name.length + entry.size;
    return [CENTRAL, Buffer.from([20, 0]), fields, tail, name];
  });
  const directory = Buffer.concat(central);
  if (entries.length >= COUNT_LIMIT || offset + directory.length >= SIZE_LIMIT)
    throw new TooLarge('the archive is larger than 4 GB, or has 65,535 files');
  const end = Buffer.alloc(END_BYTES - END.length);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([directory, END, end]);
};

/** A ZIP archive, each file stored as it is, in the order of their paths. The same files always make the same bytes. */
export const writeZip = (files: Files): Buffer => {
  const sorted = sortedFiles(files).map(([path, content]) => ({ path, size: content.length, crc: crc32(content), content }));
  return Buffer.concat([...sorted.flatMap((one) => [localHeader(one), one.content]), zipDirectory(sorted)]);
};

/**
 * Reads an archive of {@link writeZip}. Throws {@link Malformed} for each other, because a reader of ZIP may look at either of two
 * directories, and bytes between files belong to none. Another archive is unpacked and then verified as a folder.
 */
export const readZip = (archive: Buffer): Files => {
  const files = new Map<string, Buffer>();
  for (let at = 0; archive.subarray(at, at + 4).equals(LOCAL);) {
    if (at + LOCAL_BYTES > archive.length) break;
    const begin = at + LOCAL_BYTES + archive.readUInt16LE(at + 26);
    const end = begin + archive.readUInt32LE(at + 18);
    files.set(parseUtf8(archive.subarray(at + LOCAL_BYTES, begin), 'a path in the archive'), archive.subarray(begin, end));
    at = end;
  }
  if (!writeZip(files).equals(archive))
    throw new Malformed('the archive is not one of files stored in order: unpack it, and verify the folder');
  return files;
};

/** By the bytes of their paths. */
const sortedFiles = (files: Files): readonly (readonly [string, Buffer])[] => [...files].sort(([a], [b]) => comparePaths(a, b));
export const comparePaths = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
