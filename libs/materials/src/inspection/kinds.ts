import { findings } from '../findings.js';
import type { FileFinding } from '../port.js';

/** The kinds of file that are taken, with their media types and the extensions of their names. The office programs of China share formats. */
export const KINDS = {
  pdf: { mediaType: 'application/pdf', extensions: ['pdf'], shown: 'PDF' },
  ofd: { mediaType: 'application/ofd', extensions: ['ofd'], shown: 'OFD' },
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extensions: ['docx'],
    shown: 'Word (.docx)',
  },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extensions: ['xlsx'], shown: 'Excel (.xlsx)' },
  pptx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    extensions: ['pptx'],
    shown: 'PowerPoint (.pptx)',
  },
  doc: { mediaType: 'application/msword', extensions: ['doc', 'wps'], shown: 'Word (.doc)' },
  xls: { mediaType: 'application/vnd.ms-excel', extensions: ['xls', 'et'], shown: 'Excel (.xls)' },
  ppt: { mediaType: 'application/vnd.ms-powerpoint', extensions: ['ppt', 'dps'], shown: 'PowerPoint (.ppt)' },
  jpeg: { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'], shown: 'JPEG' },
  png: { mediaType: 'image/png', extensions: ['png'], shown: 'PNG' },
  tiff: { mediaType: 'image/tiff', extensions: ['tif', 'tiff'], shown: 'TIFF' },
  zip: { mediaType: 'application/zip', extensions: ['zip'], shown: 'ZIP' },
} as const;
export type Kind = keyof typeof KINDS;

/** The forms that the first bytes show. A ZIP or an OLE file shows its kind only in its directory. */
type Form = 'pdf' | 'zip' | 'ole' | 'jpeg' | 'png' | 'tiff';

/** As many first bytes as are looked at. */
export const HEAD_BYTES = 4096;

const FORMS: readonly (readonly [Form, readonly number[]])[] = [
  ['pdf', [...Buffer.from('%PDF-')]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['ole', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
];

/** Programs, by their first bytes. */
const PROGRAMS: readonly (readonly [string, readonly number[]])[] = [
  ['Windows', [0x4d, 0x5a]],
  ['Linux', [0x7f, 0x45, 0x4c, 0x46]],
  ['macOS', [0xcf, 0xfa, 0xed, 0xfe]],
  ['macOS', [0xce, 0xfa, 0xed, 0xfe]],
  ['Java', [0xca, 0xfe, 0xba, 0xbe]],
  ['script', [0x23, 0x21]],
  ['shortcut', [0x4c, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00]],
  ['WebAssembly', [0x00, 0x61, 0x73, 0x6d]],
];
const MARKUP = /<(?:!doctype\s+html|html|head|body|script|iframe|svg|xsl:|\?xml-stylesheet|\?php)\b/i;

const startsWith = (head: Buffer, first: readonly number[]): boolean => first.every((byte, at) => head[at] === byte);

export const formOf = (head: Buffer): Form | null => FORMS.find(([, first]) => startsWith(head, first))?.[0] ?? null;

/** The finding that the first bytes show; null for a file that may go on. */
export const earlyFinding = (head: Buffer): FileFinding | null => {
  if (head.length === 0) return findings.empty();
  if (formOf(head)) return null;
  const program = PROGRAMS.find(([, first]) => startsWith(head, first));
  if (program) return findings.active(program[0]);
  return MARKUP.test(textIn(head)) ? findings.active('HTML, SVG') : findings.notAllowed();
};

const textIn = (head: Buffer): string => {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le');
  return head[0] === 0xfe && head[1] === 0xff
    ? Buffer.from(head.subarray(0, head.length - (head.length % 2)))
        .swap16()
        .toString('utf16le')
    : head.toString('latin1');
};

/** The extension of a name in lower case, without the dot; empty without one. */
const extensionOf = (name: string): string => /\.([^./\\]{1,20})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Whether the extension of the name fits the content. */
export const extensionFinding = (name: string, kind: Kind): FileFinding | null => {
  const extension = extensionOf(name);
  return (KINDS[kind].extensions as readonly string[]).includes(extension) ? null : findings.otherType(extension, KINDS[kind].shown);
};
