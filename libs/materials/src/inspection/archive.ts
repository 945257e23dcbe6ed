import { pipeline, Readable, Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import type { Inspected } from './source.js';

/** Limits of an archive. `unpacked` and `ratioFrom` in bytes after unpacking. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly unpacked: number;
  /** The size after unpacking is at most so many times the packed size, from `ratioFrom` on. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/** Why an archive is not to be read. `entry` is the name of the entry. */
export interface ArchiveFault {
  readonly code: 'truncated' | 'damaged' | 'encrypted' | 'too-many-entries' | 'unsafe-name' | 'too-large' | 'bomb';
  /** Of the entry. */
  readonly name?: string;
}

/** An entry of an archive: a file in it. */
export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
  /** Its bytes, unpacked. The stream fails if they have another size or checksum than the directory states. */
  readonly open: () => Promise<Readable>;
}

/**
 * Walks an archive: its directory first, then each entry. Each entry is unpacked once, since a directory may name false sizes.
 *
 * @param visit resolves to the fault of an entry; null to go on
 * @returns the first fault, or the first answer of `visit`; null for an archive in order
 */
export const readArchive = async <F>(
  file: Inspected,
  limits: ArchiveLimits,
  visit: (entry: ArchiveEntry) => Promise<F | null>,
): Promise<ArchiveFault | F | null> => {
  const zip = await openZip(file).catch(() => null);
  if (!zip) return { code: 'truncated' };
  if (zip.entryCount > limits.entries) return { code: 'too-many-entries' };
  const names = new Set<string>();
  let [unpacked, packed] = [0, 0];
  try {
    for await (const entry of entriesOf(zip)) {
      const { fileName: name, uncompressedSize: size } = entry;
      if (!isSafe(name) || entry.fileNameRaw.some((byte) => byte < 0x20)) return { code: 'unsafe-name', name };
      // Readers differ in which of two entries with one name they take.
      if (names.has(name.toLowerCase())) return { code: 'damaged', name };
      names.add(name.toLowerCase());
      if ((entry.generalPurposeBitFlag & 1) !== 0) return { code: 'encrypted', name };
      unpacked += size;
      packed += entry.compressedSize;
      if (isBeyond(size, entry.compressedSize, limits) || isBeyond(unpacked, packed, limits)) return { code: 'bomb', name };
      if (unpacked > limits.unpacked) return { code: 'too-large', name };
      let isRead = false;
      const open = async (): Promise<Readable> => {
        isRead = true;
        return unpack(zip, entry);
      };
      const found = await visit({ name, size, open });
      if (found !== null) return found;
      if (!isRead) for await (const _ of await open());
    }
  } catch (error) {
    const unsafe = UNSAFE.exec((error as Error).message)?.[1];
    return unsafe === undefined ? { code: 'damaged' } : { code: 'unsafe-name', name: unsafe };
  }
  return null;
};

const UNSAFE = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s;
/** Of a part of a path, in bytes: the limit of most file systems. */
const LONGEST_PART = 255;
const isSafe = (name: string): boolean =>
  !/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(name) && name.split('/').every((part) => Buffer.byteLength(part) <= LONGEST_PART);

const isBeyond = (unpacked: number, packed: number, { ratio, ratioFrom }: ArchiveLimits): boolean =>
  unpacked > ratioFrom && unpacked > ratio * packed;

class Reader extends RandomAccessReader {
  constructor(private readonly file: Inspected) {
    super();
  }
  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.file.read(position, length).then((bytes) => {
      bytes.copy(buffer, offset);
      callback(bytes.length < length ? new Error('unexpected end of the file') : null);
    }, callback);
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const { file } = this;
    const steps = async function* () {
      for (let at = start; at < end;) {
        const bytes = await file.read(at, Math.min(end - at, STEP));
        if (bytes.length === 0) throw new Error('unexpected end of the file');
        at += bytes.length;
        yield bytes;
      }
    };
    return Readable.from(steps(), { objectMode: false });
  }
}
const STEP = 64 * 1024;

const openZip = (file: Inspected): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    const options = { lazyEntries: true, strictFileNames: true, validateEntrySizes: true, autoClose: false };
    fromRandomAccessReader(new Reader(file), file.size, options, (error, zip) => (error ? reject(error) : resolve(zip)));
  });

/** The bytes of an entry. yauzl checks their number, this the checksum. */
const unpack = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      let sum = 0;
      const checked = new Transform({
        transform: (chunk: Buffer, _, done) => {
          sum = crc32(chunk, sum);
          done(null, chunk);
        },
        flush: (done) => done(sum === entry.crc32 ? null : new Error('another checksum than the directory states')),
      });
      resolve(pipeline(stream, checked, () => undefined));
    });
  });

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const next = await new Promise<Entry | null>((resolve, reject) => {
      const settle = (done: () => void) => {
        zip.removeAllListeners();
        done();
      };
      zip.once('entry', (entry: Entry) => settle(() => resolve(entry)));
      zip.once('end', () => settle(() => resolve(null)));
      zip.once('error', (error: Error) => settle(() => reject(error)));
      zip.readEntry();
    });
    if (!next) return;
    yield next;
  }
}
