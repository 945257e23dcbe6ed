import { crc32 } from 'node:zlib';
import { zipOf, type Part } from './zip.js';

/** A PDF with a cross-reference table, a page and this text in a comment. */
export const pdfOf = (text: string, trailer = '', objects = ''): Buffer => {
  const body = Buffer.from(
    `%PDF-1.7\n%${text}\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n${objects}`,
  );
  const table = `xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R ${trailer}>>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.concat([body, Buffer.from(table)]);
};

const chunkOf = (type: string, data: Buffer): Buffer => {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
};
export const pngOf = (bytes = 1000): Buffer =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunkOf('IHDR', Buffer.alloc(13)),
    chunkOf('IDAT', Buffer.alloc(bytes)),
    chunkOf('IEND', Buffer.alloc(0)),
  ]);

/** A JPEG with a thumbnail that has an end of its own. */
export const jpegOf = (): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0x00, 0x08, 0xff, 0xd8, 0x00, 0x00, 0xff, 0xd9]),
    Buffer.from([0xff, 0xda, 0x00, 0x04, 0x00, 0x00]),
    Buffer.alloc(500, 0x55),
    Buffer.from([0xff, 0xd9]),
  ]);

/** A TIFF with one strip of 400 bytes. */
export const tiffOf = (): Buffer => {
  const tiff = Buffer.alloc(38 + 400);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  const entry = (at: number, tag: number, value: number): void => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(4, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  entry(10, 273, 38);
  entry(22, 279, 400);
  return tiff;
};

const OFFICE = { docx: 'word/document.xml', xlsx: 'xl/workbook.xml', pptx: 'ppt/presentation.xml' } as const;
/** A document of Office with these parts more. */
export const officeOf = (kind: keyof typeof OFFICE, ...more: readonly Part[]): Buffer =>
  zipOf([{ name: '[Content_Types].xml', content: '<Types/>' }, { name: OFFICE[kind], content: '<document/>' }, ...more]);

export const ofdOf = (...more: readonly Part[]): Buffer => zipOf([{ name: 'OFD.xml', content: '<ofd:OFD/>' }, ...more]);

interface Stream {
  readonly name: string;
  readonly content: Buffer;
}

/** An OLE compound file ([MS-CFB]) with these streams, each padded to 4,096 bytes, and storages without content. */
export const oleOf = (streams: readonly Stream[], storages: readonly string[] = []): Buffer => {
  const SECTOR = 512;
  const padded = streams.map(({ content }) => Buffer.concat([content, Buffer.alloc(Math.max(0, 4096 - content.length))]));
  const entries = 1 + streams.length + storages.length;
  const directorySectors = Math.ceil((entries * 128) / SECTOR);
  const fat: number[] = [0xfffffffd, ...chain(1, directorySectors)];
  const starts = padded.map(({ length }) => {
    const start = fat.length;
    fat.push(...chain(start, length / SECTOR));
    return start;
  });
  const head = Buffer.alloc(SECTOR);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(head);
  head.writeUInt16LE(9, 30);
  head.writeUInt32LE(1, 44);
  head.writeUInt32LE(1, 48);
  head.writeUInt32LE(4096, 56);
  head.writeUInt32LE(0xfffffffe, 60);
  head.writeUInt32LE(0xfffffffe, 68);
  head.fill(0xff, 76);
  head.writeUInt32LE(0, 76);
  const table = Buffer.alloc(SECTOR, 0xff);
  fat.forEach((next, index) => table.writeUInt32LE(next, index * 4));
  const directory = Buffer.alloc(directorySectors * SECTOR);
  const write = (index: number, name: string, type: number, start: number, size: number): void => {
    const text = Buffer.from(`${name}\0`, 'utf16le');
    text.copy(directory, index * 128);
    directory.writeUInt16LE(text.length, index * 128 + 64);
    directory[index * 128 + 66] = type;
    directory.writeUInt32LE(start, index * 128 + 116);
    directory.writeUInt32LE(size, index * 128 + 120);
  };
  write(0, 'Root Entry', 5, 0xfffffffe, 0);
  streams.forEach(({ name }, index) => write(1 + index, name, 2, starts[index]!, padded[index]!.length));
  storages.forEach((name, index) => write(1 + streams.length + index, name, 1, 0, 0));
  return Buffer.concat([head, table, directory, ...padded]);
};

const chain = (first: number, length: number): readonly number[] =>
  Array.from({ length }, (_, index) => (index === length - 1 ? 0xfffffffe : first + index + 1));
