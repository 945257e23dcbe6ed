import { bytesSource, MACROS, readArchive, type ArchiveFault } from '@minglu/materials';
import { fileFaults, type Fault } from '../faults.js';

/** Limits of a workbook, in bytes after unpacking. */
export const LIMITS = { parts: 200, unpacked: 64 * 1024 * 1024, ratio: 100, ratioFrom: 1024 * 1024 };

/** OLE compound file: an encrypted workbook, or one of before 2007. */
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** Parts with links to other files. */
const EXTERNAL = /(?:^|\/)(?:externalLinks\/|connections\.xml$|embeddings\/)/i;

/** The fault of a file that must not be read; null for a workbook that may. */
export const preflight = async (bytes: Buffer): Promise<Fault | null> => {
  if (bytes.subarray(0, 4).equals(OLE)) return fileFaults.oldFormat();
  if (!bytes.subarray(0, 4).equals(ZIP)) return fileFaults.notWorkbook();
  const names = new Set<string>();
  const found = await readArchive(bytesSource(bytes), { ...LIMITS, entries: LIMITS.parts }, async ({ name }) => {
    names.add(name.toLowerCase());
    if (MACROS.test(name)) return fileFaults.macros();
    return EXTERNAL.test(name) ? fileFaults.externalLinks() : null;
  });
  if (found) return 'severity' in found ? found : faultOf(found);
  return names.has('[content_types].xml') && names.has('xl/workbook.xml') ? null : fileFaults.notWorkbook();
};

const faultOf = ({ code, name = '' }: ArchiveFault): Fault => {
  switch (code) {
    case 'truncated':
    case 'damaged':
      return fileFaults.damaged();
    case 'encrypted':
      return fileFaults.oldFormat();
    case 'unsafe-name':
      return fileFaults.unsafeName(name);
    case 'too-many-entries':
      return fileFaults.tooManyParts(LIMITS.parts);
    case 'too-large':
      return fileFaults.tooLarge(LIMITS.unpacked / 1024 / 1024);
    case 'bomb':
      return fileFaults.bomb();
  }
};
