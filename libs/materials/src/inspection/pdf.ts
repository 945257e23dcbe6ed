import { findings } from '../findings.js';
import type { FileFinding } from '../port.js';
import type { Inspected } from './source.js';

/** Readers look for the end of a PDF in its last 1,024 bytes (ISO 32000-1, H.3.18). Some programs append more. */
const TAIL = 4096;
/** A dictionary of a trailer is small. A table before it has 20 bytes an object. */
const DICTIONARY = 8 * 1024;
const MOST_TABLE = 64 * 1024 * 1024;
const CHUNK = 256 * 1024;
const END = /startxref\s+(\d{1,12})\s+%%EOF/g;
/** Names that start a program or a script when the document is opened. */
const ACTIVE = [Buffer.from('/JavaScript'), Buffer.from('/Launch')];
const LONGEST = Math.max(...ACTIVE.map(({ length }) => length));

/**
 * A PDF has an end, a cross-reference where the end says, no encryption, and no script. Scripts in compressed object streams do not show;
 * PDF is never served inline.
 */
export const pdfFinding = async (file: Inspected): Promise<FileFinding | null> => {
  const tail = (await file.read(Math.max(0, file.size - TAIL), TAIL)).toString('latin1');
  const end = [...tail.matchAll(END)].at(-1);
  if (!end) return findings.truncated();
  const trailer = await trailerAt(file, Number(end[1]));
  if (trailer === null) return findings.truncated();
  if (/\/Encrypt[\s\d<]/.test(trailer)) return findings.encrypted();
  return (await hasActive(file)) ? findings.active('PDF JavaScript') : null;
};

/** The dictionary of the trailer; null if no cross-reference begins at this offset. */
const trailerAt = async (file: Inspected, offset: number): Promise<string | null> => {
  const start = (await file.read(offset, DICTIONARY)).toString('latin1');
  if (/^\s*\d+\s+\d+\s+obj\b/.test(start)) return /\/XRef\b/.test(start) ? upTo(start, 'stream') : null;
  if (!/^\s*xref\b/.test(start)) return null;
  for (let at = offset; at < Math.min(file.size, offset + MOST_TABLE); at += CHUNK - 16) {
    const chunk = await file.read(at, CHUNK);
    const found = chunk.indexOf('trailer');
    if (found !== -1) return upTo((await file.read(at + found, DICTIONARY)).toString('latin1'), 'startxref');
  }
  return null;
};

const upTo = (text: string, end: string): string => (text.includes(end) ? text.slice(0, text.indexOf(end)) : text);

const hasActive = async (file: Inspected): Promise<boolean> => {
  for (let at = 0; at < file.size; at += CHUNK - LONGEST) {
    const chunk = await file.read(at, CHUNK);
    if (ACTIVE.some((name) => isNameIn(chunk, name))) return true;
  }
  return false;
};

/** A name ends at a delimiter: `/Launch` is another name than `/LaunchPad`. */
const isNameIn = (chunk: Buffer, name: Buffer): boolean => {
  for (let at = chunk.indexOf(name); at !== -1; at = chunk.indexOf(name, at + 1))
    if (!/[0-9A-Za-z]/.test(String.fromCharCode(chunk[at + name.length] ?? 0x20))) return true;
  return false;
};
