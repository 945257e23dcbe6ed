import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { fileFaults, type Fault } from '../faults.js';

/** Limits of a workbook, in bytes after unpacking. */
export const LIMITS = { parts: 200, unpacked: 64 * 1024 * 1024, ratio: 100, ratioFrom: 1024 * 1024 };

/** OLE compound file: an encrypted workbook, or one of before 2007. */
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** Parts with code or links to other files. */
const MACROS = /(?:^|\/)(?:vbaProject[^/]*\.bin|macrosheets\/|activeX\/|dialogsheets\/)/i;
const EXTERNAL = /(?:^|\/)(?:externalLinks\/|connections\.xml$|embeddings\/)/i;

/**
 * The fault of a file that must not be read; null for a workbook that may. Each part is unpacked once and thrown away, since the directory
 * of an archive may name false sizes.
 */
export const preflight = async (bytes: Buffer): Promise<Fault | null> => {
  if (bytes.subarray(0, 4).equals(OLE)) return fileFaults.oldFormat();
  if (!bytes.subarray(0, 4).equals(ZIP)) return fileFaults.notWorkbook();
  let zip: ZipFile;
  try {
    zip = await open(bytes);
  } catch {
    return fileFaults.damaged();
  }
  if (zip.entryCount > LIMITS.parts) return fileFaults.tooManyParts(LIMITS.parts);
  const names = new Set<string>();
  let unpacked = 0;
  try {
    for await (const entry of entriesOf(zip)) {
      const fault = faultOf(entry);
      if (fault) return fault;
      const name = entry.fileName.toLowerCase();
      // Readers differ in which of two parts with one name they take.
      if (names.has(name)) return fileFaults.damaged();
      names.add(name);
      unpacked += entry.uncompressedSize;
      if (unpacked > LIMITS.unpacked) return fileFaults.tooLarge(LIMITS.unpacked / 1024 / 1024);
      await drain(zip, entry);
    }
  } catch (error) {
    const unsafe = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec((error as Error).message)?.[1];
    return unsafe === undefined ? fileFaults.damaged() : fileFaults.unsafeName(unsafe);
  }
  return names.has('[content_types].xml') && names.has('xl/workbook.xml') ? null : fileFaults.notWorkbook();
};

const faultOf = ({ fileName, compressedSize, uncompressedSize, ...entry }: Entry): Fault | null => {
  if ((entry.generalPurposeBitFlag & 1) !== 0) return fileFaults.oldFormat();
  if (MACROS.test(fileName)) return fileFaults.macros();
  if (EXTERNAL.test(fileName)) return fileFaults.externalLinks();
  return uncompressedSize > LIMITS.ratioFrom && uncompressedSize > LIMITS.ratio * compressedSize ? fileFaults.bomb() : null;
};

/** Unpacks a part. Rejects as soon as it is larger than its stated size. */
const drain = (zip: ZipFile, entry: Entry): Promise<void> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      stream.on('error', reject).on('end', resolve).resume();
    });
  });

const open = (bytes: Buffer): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
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
