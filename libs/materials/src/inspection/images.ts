import { findings } from '../findings.js';
import type { FileFinding } from '../port.js';
import type { Inspected } from './source.js';

const CHUNK = 256 * 1024;
/** More chunks, segments or directories than an honest image has. */
const MOST_STEPS = 1_000_000;

/** A PNG is a row of chunks that ends with IEND (ISO 15948, 5.2). */
export const pngFinding = async (file: Inspected): Promise<FileFinding | null> => {
  let at = 8;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const head = await file.read(at, 8);
    if (head.length < 8) return findings.truncated();
    const type = head.toString('latin1', 4, 8);
    if ((step === 0) !== (type === 'IHDR') || !/^[A-Za-z]{4}$/.test(type)) return findings.damaged();
    at += 12 + head.readUInt32BE(0);
    if (at > file.size) return findings.truncated();
    if (type === 'IEND') return null;
  }
  return findings.damaged();
};

/** A JPEG is a row of segments up to the scan (ISO 10918-1, B.1), and then it has a marker of the end. */
export const jpegFinding = async (file: Inspected): Promise<FileFinding | null> => {
  let at = 2;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const head = await file.read(at, 4);
    if (head.length < 4) return findings.truncated();
    if (head[0] !== 0xff) return findings.damaged();
    if (head[1] === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    at += 2 + head.readUInt16BE(2);
    if (head[1] === 0xda) return (await hasEnd(file, at)) ? null : findings.truncated();
  }
  return findings.damaged();
};

const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
const hasEnd = async (file: Inspected, from: number): Promise<boolean> => {
  for (let at = from; at < file.size; at += CHUNK - 1) if ((await file.read(at, CHUNK)).includes(END_OF_IMAGE)) return true;
  return false;
};

/** Sizes of the types of values of a TIFF (TIFF 6.0, section 2). */
const TYPE_SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8 };
const STRIPS = [
  { offsets: 273, counts: 279 },
  { offsets: 324, counts: 325 },
];

/** The directories of a TIFF and the image data that they name lie within the file (TIFF 6.0, section 2). */
export const tiffFinding = async (file: Inspected): Promise<FileFinding | null> => {
  const head = await file.read(0, 8);
  if (head.length < 8) return findings.truncated();
  const little = head[0] === 0x49;
  const u16 = (bytes: Buffer, at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (bytes: Buffer, at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const seen = new Set<number>();
  for (let at = u32(head, 4); at !== 0;) {
    // Directories that lead back to an earlier one have no end.
    if (seen.has(at) || seen.size > 10_000) return findings.damaged();
    seen.add(at);
    const count = await file.read(at, 2);
    if (count.length < 2) return findings.truncated();
    const entries = await file.read(at + 2, u16(count, 0) * 12 + 4);
    if (entries.length < u16(count, 0) * 12 + 4) return findings.truncated();
    const values = new Map<number, readonly number[]>();
    for (let entry = 0; entry + 12 <= entries.length - 4; entry += 12) {
      const [tag, type, length] = [u16(entries, entry), u16(entries, entry + 2), u32(entries, entry + 4)];
      const size = (TYPE_SIZES[type] ?? 0) * length;
      if (size > 4 && u32(entries, entry + 8) + size > file.size) return findings.truncated();
      if (!STRIPS.some(({ offsets, counts }) => tag === offsets || tag === counts) || (type !== 3 && type !== 4)) continue;
      if (length > MOST_STEPS) return findings.damaged();
      const bytes = size > 4 ? await file.read(u32(entries, entry + 8), size) : entries.subarray(entry + 8, entry + 12);
      const read = type === 3 ? u16 : u32;
      values.set(
        tag,
        Array.from({ length }, (_, index) => read(bytes, index * TYPE_SIZES[type]!)),
      );
    }
    for (const { offsets, counts } of STRIPS)
      for (const [index, offset] of (values.get(offsets) ?? []).entries())
        if (offset + (values.get(counts)?.[index] ?? 0) > file.size) return findings.truncated();
    at = u32(entries, entries.length - 4);
  }
  return seen.size === 0 ? findings.damaged() : null;
};
