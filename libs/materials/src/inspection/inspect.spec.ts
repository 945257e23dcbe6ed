import { jpegOf, ofdOf, officeOf, oleOf, pdfOf, pngOf, tiffOf } from '../testing/samples.js';
import { zipOf, type Part } from '../testing/zip.js';
import { memoryStore } from '../stores/memory-store.js';
import { inspect } from './inspect.js';
import { bytesSource } from './source.js';

const { newDraft } = memoryStore();
const found = async (bytes: Buffer, name: string): Promise<string> => {
  const inspection = await inspect(bytesSource(bytes), name, { newDraft });
  if ('kind' in inspection) return inspection.kind;
  expect(inspection.finding.zh).toMatch(/\p{Script=Han}/u);
  expect(inspection.finding.en).not.toMatch(/\p{Script=Han}/u);
  return inspection.finding.code;
};
const word = (...more: readonly Buffer[]): Buffer => oleOf([{ name: 'WordDocument', content: Buffer.concat([fib(0), ...more]) }]);
/** The first bytes of a Word document with these flags. */
const fib = (flags: number): Buffer => {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt16LE(0xa5ec, 0);
  bytes.writeUInt16LE(flags, 10);
  return bytes;
};
/** Records of a workbook. */
const records = (...each: readonly (readonly [type: number, data: readonly number[]])[]): Buffer =>
  Buffer.concat(
    [[0x809, [0, 6, 5, 0]] as const, ...each, [0x0a, []] as const].map(([type, data]) => {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(type, 0);
      head.writeUInt16LE(data.length, 2);
      return Buffer.concat([head, Buffer.from(data)]);
    }),
  );
const xrefStream = (dictionary: string): Buffer => {
  const body = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n';
  return Buffer.from(
    `${body}7 0 obj\n<< /Type /XRef /Size 2 ${dictionary}>>\nstream\nx\nendstream\nendobj\nstartxref\n${body.length}\n%%EOF`,
  );
};
const template = (type: string, mode: string): Part => ({
  name: 'word/_rels/settings.xml.rels',
  content: `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="http://e.example/t.dotm"${mode}/></Relationships>`,
});

describe('a file that is taken', () => {
  it.each<[kind: string, bytes: () => Buffer, names: readonly string[]]>([
    ['pdf', () => pdfOf('报告'), ['申报书.pdf', 'A.PDF']],
    ['pdf', () => xrefStream(''), ['a.pdf']],
    ['pdf', () => Buffer.concat([pdfOf('报告'), Buffer.alloc(900)]), ['padded.pdf']],
    ['docx', () => officeOf('docx'), ['a.docx']],
    [
      'docx',
      () => officeOf('docx', { name: 'word/embeddings/sheet.xlsx', content: 'x' }, template('hyperlink', ' TargetMode="External"')),
      ['a.docx'],
    ],
    ['docx', () => officeOf('docx', template('attachedTemplate', '')), ['a.docx']],
    ['xlsx', () => officeOf('xlsx'), ['附件1.xlsx']],
    ['pptx', () => officeOf('pptx'), ['a.pptx']],
    ['ofd', () => ofdOf({ name: 'Doc_0/Document.xml', content: '<x/>' }), ['公文.ofd']],
    ['doc', () => word(), ['a.doc', 'a.wps']],
    ['xls', () => oleOf([{ name: 'Workbook', content: records([0x85, [0, 0, 0, 0, 0, 0]]) }]), ['a.xls', 'a.et']],
    ['ppt', () => oleOf([{ name: 'PowerPoint Document', content: Buffer.alloc(10) }]), ['a.ppt', 'a.dps']],
    ['jpeg', () => jpegOf(), ['a.jpg', 'a.JPEG']],
    ['jpeg', () => Buffer.concat([jpegOf(), Buffer.from('a film of the phone')]), ['a.jpg']],
    ['png', () => pngOf(), ['a.png']],
    ['tiff', () => tiffOf(), ['扫描.tif', 'a.tiff']],
    [
      'zip',
      () =>
        zipOf([
          { name: '材料/', content: '' },
          { name: '材料/一.pdf', content: pdfOf('一') },
          { name: '二.docx', content: officeOf('docx') },
        ]),
      ['a.zip'],
    ],
  ])('is a %s by its content', async (kind, bytes, names) => {
    for (const name of names) expect(await found(bytes(), name)).toBe(kind);
  });
});

describe('a file that is refused', () => {
  it.each<[reason: string, name: string, bytes: () => Buffer, code: string]>([
    ['is empty', 'a.pdf', () => Buffer.alloc(0), 'empty-file'],
    ['is an empty archive', 'a.zip', () => zipOf([]), 'empty-file'],
    ['is a text', 'a.txt', () => Buffer.from('说明\n'), 'type-not-allowed'],
    ['is an OLE file of another program', 'a.msi', () => oleOf([{ name: 'Other', content: Buffer.alloc(1) }]), 'type-not-allowed'],
    ['is HTML', 'a.pdf', () => Buffer.from('<!DOCTYPE html><p>'), 'active-content'],
    ['is HTML behind a comment', 'a.pdf', () => Buffer.from('<!-- x --><ScRiPt>'), 'active-content'],
    ['is HTML in UTF-16', 'a.pdf', () => Buffer.from('\ufeff<html>', 'utf16le'), 'active-content'],
    ['is SVG', 'a.png', () => Buffer.from('<?xml version="1.0"?><svg xmlns="x">'), 'active-content'],
    ['is a program of Windows', 'a.pdf', () => Buffer.from('MZ\x90\0'), 'active-content'],
    ['is a program of Linux', '报告.pdf', () => Buffer.from('\x7fELF\x02', 'latin1'), 'active-content'],
    ['is a script', 'a.pdf', () => Buffer.from('#!/bin/sh\n'), 'active-content'],
    ['has the extension of another kind', 'a.pdf', () => pngOf(), 'type-differs'],
    ['has a second extension', 'a.pdf.exe', () => pdfOf('x'), 'type-differs'],
    ['has no extension', 'pdf', () => pdfOf('x'), 'type-differs'],
    ['is a document named as an archive', 'a.zip', () => officeOf('docx'), 'type-differs'],
    ['is PDF and ends early', 'a.pdf', () => pdfOf('x').subarray(0, -30), 'truncated'],
    ['is PDF without its cross-reference', 'a.pdf', () => Buffer.from('%PDF-1.7\nstartxref\n9999\n%%EOF'), 'truncated'],
    ['is PDF whose middle is missing', 'a.pdf', () => Buffer.concat([pdfOf('x').subarray(0, 40), pdfOf('x').subarray(90)]), 'truncated'],
    ['is encrypted PDF', 'a.pdf', () => pdfOf('x', '/Encrypt 5 0 R '), 'encrypted'],
    ['is encrypted PDF with a stream', 'a.pdf', () => xrefStream('/Encrypt 5 0 R '), 'encrypted'],
    ['is PDF with a script', 'a.pdf', () => pdfOf('x', '', '3 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n'), 'active-content'],
    ['is PDF that starts a program', 'a.pdf', () => pdfOf('x', '', '3 0 obj\n<</S/Launch/F(x)>>\nendobj\n'), 'active-content'],
    ['is a ZIP that ends early', 'a.zip', () => zipOf([{ name: 'a.pdf', content: pdfOf('x') }]).subarray(0, -40), 'truncated'],
    ['is a document that ends early', 'a.docx', () => officeOf('docx').subarray(0, 100), 'truncated'],
    ['is JPEG that ends early', 'a.jpg', () => jpegOf().subarray(0, -2), 'truncated'],
    ['is JPEG without a picture', 'a.jpg', () => jpegOf().subarray(0, 12), 'truncated'],
    ['is PNG that ends early', 'a.png', () => pngOf().subarray(0, -12), 'truncated'],
    ['is PNG with other chunks', 'a.png', () => Buffer.concat([pngOf().subarray(0, 8), pngOf().subarray(33)]), 'damaged'],
    ['is TIFF that ends early', 'a.tif', () => tiffOf().subarray(0, -10), 'truncated'],
    ['is an old document that ends early', 'a.doc', () => word().subarray(0, 3000), 'truncated'],
    ['is an encrypted document', 'a.docx', () => oleOf([{ name: 'EncryptedPackage', content: Buffer.alloc(8) }]), 'encrypted'],
    ['is an encrypted old document', 'a.doc', () => oleOf([{ name: 'WordDocument', content: fib(0x0100) }]), 'encrypted'],
    ['is an encrypted old workbook', 'a.xls', () => oleOf([{ name: 'Workbook', content: records([0x2f, [0, 0]]) }]), 'encrypted'],
    ['is an encrypted archive', 'a.zip', () => zipOf([{ name: 'a.pdf', content: pdfOf('x'), isEncrypted: true }]), 'encrypted'],
    ['has macros', 'a.docx', () => officeOf('docx', { name: 'word/vbaProject.bin', content: 'x' }), 'has-macros'],
    ['has macros of before 2007', 'a.doc', () => oleOf([{ name: 'WordDocument', content: fib(0) }], ['Macros', 'VBA']), 'has-macros'],
    [
      'has a sheet of macros of before 2007',
      'a.xls',
      () => oleOf([{ name: 'Workbook', content: records([0x85, [0, 0, 0, 0, 0, 1]]) }]),
      'has-macros',
    ],
    [
      'takes its template from elsewhere',
      'a.docx',
      () => officeOf('docx', template('attachedTemplate', ' TargetMode="External"')),
      'external-content',
    ],
    ['has an entry above its folder', 'a.zip', () => zipOf([{ name: '../../a.pdf', content: pdfOf('x') }]), 'unsafe-entry-name'],
    ['has an entry from the root', 'a.zip', () => zipOf([{ name: '/a.pdf', content: pdfOf('x') }]), 'unsafe-entry-name'],
    ['has an entry of a drive', 'a.zip', () => zipOf([{ name: 'C:/a.pdf', content: pdfOf('x') }]), 'unsafe-entry-name'],
    ['has an entry with a line end in its name', 'a.zip', () => zipOf([{ name: 'a\n.pdf', content: pdfOf('x') }]), 'unsafe-entry-name'],
    ['has an entry whose name turns', 'a.zip', () => zipOf([{ name: 'a\u202efdp.exe', content: pdfOf('x') }]), 'unsafe-entry-name'],
    [
      'has an entry with an overlong name',
      'a.zip',
      () => zipOf([{ name: `${'n'.repeat(260)}.pdf`, content: pdfOf('x') }]),
      'unsafe-entry-name',
    ],
    [
      'has an entry twice',
      'a.zip',
      () =>
        zipOf([
          { name: 'a.pdf', content: pdfOf('x') },
          { name: 'A.pdf', content: pdfOf('y') },
        ]),
      'damaged',
    ],
    ['has a program in it', 'a.zip', () => zipOf([{ name: 'a.pdf', content: 'MZ' }]), 'active-content'],
    ['has a text in it', 'a.zip', () => zipOf([{ name: 'a.txt', content: 'x' }]), 'type-not-allowed'],
    [
      'has macros in a document in it',
      'a.zip',
      () => zipOf([{ name: 'a.docx', content: officeOf('docx', { name: 'word/vbaProject.bin' }) }]),
      'has-macros',
    ],
    [
      'has an archive in it',
      'a.zip',
      () => zipOf([{ name: 'b.zip', content: zipOf([{ name: 'a.pdf', content: pdfOf('x') }]) }]),
      'nested-archive',
    ],
    ['unpacks to far more', 'a.docx', () => officeOf('docx', { name: 'bomb', content: Buffer.alloc(8 * 1024 * 1024) }), 'zip-bomb'],
    [
      'unpacks to more than it says',
      'a.docx',
      () => officeOf('docx', { name: 'bomb', content: Buffer.alloc(100_000), statedSize: 10 }),
      'damaged',
    ],
    [
      'has too many entries',
      'a.zip',
      () => zipOf(Array.from({ length: 5_001 }, (_, index) => ({ name: `${index}.pdf` }))),
      'too-many-entries',
    ],
  ])('%s', async (_, name, bytes, code) => {
    expect(await found(bytes(), name)).toBe(code);
  });

  it('unpacks to more than is allowed, together with the documents in it', async () => {
    const noise = Buffer.from(Array.from({ length: 40_000 }, (_, index) => (index * 7919) % 251));
    const inner = officeOf('docx', { name: 'word/media/1.png', content: noise });
    const archive = zipOf(['a', 'b', 'c'].map((name) => ({ name: `${name}.docx`, content: inner })));
    const limits = { entries: 10, unpacked: 3 * inner.length + 60_000, ratio: 100_000, ratioFrom: 1024 };
    const inspection = await inspect(bytesSource(archive), 'a.zip', { newDraft, limits });
    expect(inspection).toMatchObject({ finding: { code: 'too-large-unpacked' } });
  });
});

describe('a damaged file', () => {
  it('is refused or taken, and never breaks the inspection', async () => {
    const samples: readonly (readonly [string, Buffer])[] = [
      ['a.pdf', pdfOf('x')],
      ['a.docx', officeOf('docx', template('hyperlink', ''))],
      ['a.doc', word()],
      ['a.jpg', jpegOf()],
      ['a.png', pngOf(100)],
      ['a.tif', tiffOf()],
      ['a.zip', zipOf([{ name: 'a.pdf', content: pdfOf('x') }])],
    ];
    let seed = 1;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 0x7fffffff;
      return seed % below;
    };
    for (const [name, bytes] of samples)
      for (let round = 0; round < 150; round += 1) {
        const damaged = Buffer.from(bytes.subarray(0, round % 3 === 0 ? next(bytes.length) : bytes.length));
        for (let changes = next(6); changes > 0 && damaged.length > 0; changes -= 1)
          damaged[next(Math.min(damaged.length, 600))] = next(256);
        expect(await found(damaged, name)).toMatch(/^[a-z-]+$/);
      }
  });
});
