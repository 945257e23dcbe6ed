import { findings } from '../findings.js';
import type { FileFinding } from '../port.js';
import type { Inspected } from './source.js';

const END_OF_CHAIN = 0xfffffffa; // this and all above are no sectors ([MS-CFB] 2.1)
/** The directory is read up to so many entries. */
const MOST_ENTRIES = 20_000;
/** As many bytes of a stream as are looked at. */
const STREAM_BYTES = 1024 * 1024;
const MACRO_STORAGES = /^(?:Macros|VBA|_VBA_PROJECT|_VBA_PROJECT_CUR)$/i;

interface Entry {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

type Opened = { readonly kind: 'doc' | 'xls' | 'ppt' } | { readonly finding: FileFinding };

/** The kind of an OLE compound file ([MS-CFB]), or its fault. An encrypted OOXML document is one too. */
export const openOle = async (file: Inspected): Promise<Opened> => {
  const volume = await volumeOf(file);
  if ('finding' in volume) return volume;
  const { entries } = volume;
  const named = (...names: readonly string[]): Entry | undefined => entries.find(({ name }) => names.includes(name));
  if (named('EncryptedPackage', 'EncryptedSummary')) return { finding: findings.encrypted() };
  if (entries.some(({ name }) => MACRO_STORAGES.test(name))) return { finding: findings.macros() };
  const [word, book, show] = [named('WordDocument'), named('Workbook', 'Book'), named('PowerPoint Document')];
  if (word) {
    // FibBase ([MS-DOC] 2.5.2): bit 8 of the flags at offset 10.
    const fib = await volume.bytesOf(word);
    return fib.length >= 12 && (fib.readUInt16LE(10) & 0x0100) !== 0 ? { finding: findings.encrypted() } : { kind: 'doc' };
  }
  if (book) {
    const finding = bookFinding(await volume.bytesOf(book));
    return finding ? { finding } : { kind: 'xls' };
  }
  return show ? { kind: 'ppt' } : { finding: findings.notAllowed() };
};

/** Records of the globals of a workbook ([MS-XLS] 2.4): FilePass says that it is encrypted, BoundSheet8 may name a sheet of macros. */
const bookFinding = (bytes: Buffer): FileFinding | null => {
  for (let at = 0; at + 4 <= bytes.length;) {
    const [type, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    if (type === 0x2f) return findings.encrypted();
    if (type === 0x85 && at + 10 <= bytes.length && bytes[at + 9] === 1) return findings.macros();
    if (type === 0x0a) return null; // EOF of the globals
    at += 4 + length;
  }
  return null;
};

interface Volume {
  readonly entries: readonly Entry[];
  /** The first bytes of a stream. */
  readonly bytesOf: (entry: Entry) => Promise<Buffer>;
}

const volumeOf = async (file: Inspected): Promise<Volume | { readonly finding: FileFinding }> => {
  const head = await file.read(0, 512);
  if (head.length < 512) return { finding: findings.truncated() };
  const shift = head.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return { finding: findings.damaged() };
  const size = 1 << shift;
  const offsetOf = (sector: number): number => (sector + 1) * size;
  const sectorAt = (sector: number): Promise<Buffer> => file.read(offsetOf(sector), size);

  const table: number[] = []; // the sectors of the FAT
  for (let at = 76; at < 512; at += 4) if (head.readUInt32LE(at) < END_OF_CHAIN) table.push(head.readUInt32LE(at));
  let difat = head.readUInt32LE(68);
  while (difat < END_OF_CHAIN) {
    const sector = await sectorAt(difat);
    // A chain that leads back to itself has no end.
    if (table.length > file.size / size) return { finding: findings.damaged() };
    if (sector.length < size) return { finding: findings.truncated() };
    for (let at = 0; at < size - 4; at += 4) if (sector.readUInt32LE(at) < END_OF_CHAIN) table.push(sector.readUInt32LE(at));
    difat = sector.readUInt32LE(size - 4);
  }
  const perSector = size / 4;
  const next = async (sector: number): Promise<number> => {
    const place = table[Math.floor(sector / perSector)];
    if (place === undefined) return END_OF_CHAIN;
    const entry = await file.read(offsetOf(place) + (sector % perSector) * 4, 4);
    return entry.length < 4 ? END_OF_CHAIN : entry.readUInt32LE(0);
  };
  const chain = async (start: number, most: number): Promise<Buffer | null> => {
    const read: Buffer[] = [];
    for (let sector = start, done = 0; sector < END_OF_CHAIN && done < most; sector = await next(sector)) {
      const bytes = await sectorAt(sector);
      // The last sector of a file may be short.
      if (bytes.length === 0) return null;
      read.push(bytes);
      done += size;
    }
    return Buffer.concat(read);
  };
  const directory = await chain(head.readUInt32LE(48), MOST_ENTRIES * 128);
  if (directory === null || directory.length < 128) return { finding: findings.truncated() };
  const entries = entriesIn(directory);
  let used = -1;
  for (let index = table.length - 1; index >= 0 && used < 0; index -= 1) used = lastUsed(await sectorAt(table[index]!), index * perSector);
  // The last sector that the FAT counts as used lies within the file.
  if (offsetOf(used) >= file.size) return { finding: findings.truncated() };
  return {
    entries,
    bytesOf: async ({ start, size: length }) =>
      // Streams shorter than the cutoff live in the mini stream; those of documents are longer.
      length < head.readUInt32LE(56) ? Buffer.alloc(0) : ((await chain(start, Math.min(length, STREAM_BYTES))) ?? Buffer.alloc(0)),
  };
};

/** The last sector that this sector of the FAT counts as used; -1 without one. */
const lastUsed = (sector: Buffer, first: number): number => {
  for (let at = sector.length - 4; at >= 0; at -= 4) if (sector.readUInt32LE(at) !== 0xffffffff) return first + at / 4;
  return -1;
};

const entriesIn = (directory: Buffer): readonly Entry[] => {
  const entries: Entry[] = [];
  for (let at = 0; at + 128 <= directory.length; at += 128) {
    const length = directory.readUInt16LE(at + 64);
    if (length < 2 || length > 64 || directory[at + 66] === 0) continue;
    entries.push({
      name: directory.toString('utf16le', at, at + length - 2),
      start: directory.readUInt32LE(at + 116),
      size: directory.readUInt32LE(at + 120),
    });
  }
  return entries;
};
