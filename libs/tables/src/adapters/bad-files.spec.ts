import { indicators168 } from '@minglu/regulation';
import { tablesBy } from '../tables.js';
import { LIMITS } from './preflight.js';
import { readWorkbook } from './read-workbook.js';
import { templateOf } from './write-workbook.js';
import { zipOf, type Part } from '@minglu/materials/testing';

const template = async () => Buffer.from(await templateOf(tablesBy(indicators168)[0]!));
const codeOf = async (bytes: Buffer) => {
  const read = await readWorkbook(bytes);
  return 'fault' in read ? read.fault.code : 'read';
};

const SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
/** A workbook with one sheet. */
const bookOf = (sheet: string): readonly Part[] => [
  {
    name: '[Content_Types].xml',
    content:
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
  },
  {
    name: '_rels/.rels',
    content:
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  },
  {
    name: 'xl/workbook.xml',
    content:
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    content:
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
  },
  { name: 'xl/worksheets/sheet1.xml', content: sheet },
];
const plain = bookOf(`${SHEET}<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`);

describe('a file', () => {
  it('that is a plain workbook is read', async () => {
    expect(await codeOf(zipOf(plain))).toBe('read');
    expect(await codeOf(await template())).toBe('read');
  });
  it.each<[name: string, bytes: () => Buffer | Promise<Buffer>, code: string]>([
    ['is empty', () => Buffer.alloc(0), 'not-a-workbook'],
    ['is a text', () => Buffer.from('城市,指标\n'), 'not-a-workbook'],
    ['is another archive', () => zipOf([{ name: 'a.txt', content: 'x' }]), 'not-a-workbook'],
    ['is encrypted, or of before 2007', () => Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'encrypted-or-old'],
    ['has an encrypted part', () => zipOf([{ ...plain[0]!, isEncrypted: true }, ...plain.slice(1)]), 'encrypted-or-old'],
    ['ends in the middle', async () => (await template()).subarray(0, 2_000), 'damaged'],
    ['has a macro', () => zipOf([...plain, { name: 'xl/vbaProject.bin', content: 'x' }]), 'has-macros'],
    ['has a macro sheet', () => zipOf([...plain, { name: 'xl/macrosheets/sheet1.xml', content: 'x' }]), 'has-macros'],
    ['links to another workbook', () => zipOf([...plain, { name: 'xl/externalLinks/externalLink1.xml' }]), 'external-links'],
    ['has a part above its folder', () => zipOf([...plain, { name: '../../etc/passwd' }]), 'unsafe-part-name'],
    ['has a part from the root', () => zipOf([...plain, { name: '/etc/passwd' }]), 'unsafe-part-name'],
    ['has a part by a backslash', () => zipOf([...plain, { name: '..\\evil' }]), 'unsafe-part-name'],
    ['has a part twice', () => zipOf([...plain, plain[4]!]), 'damaged'],
    [
      'has too many parts',
      () => zipOf([...plain, ...Array.from({ length: LIMITS.parts }, (_, index) => ({ name: `p${index}` }))]),
      'too-many-parts',
    ],
    ['unpacks to far more', () => zipOf([...plain, { name: 'bomb', content: Buffer.alloc(8 * 1024 * 1024) }]), 'zip-bomb'],
    [
      'unpacks to more than it says',
      () => zipOf([...plain, { name: 'bomb', content: Buffer.alloc(8 * 1024 * 1024), statedSize: 100 }]),
      'damaged',
    ],
    ['has a sheet that is no XML', () => zipOf(bookOf('<worksheet><sheetData><row')), 'damaged'],
    [
      'has a cell far below',
      () =>
        zipOf(
          bookOf(
            `${SHEET}<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>`,
          ),
        ),
      'damaged',
    ],
    [
      'has a text that is longer than Excel allows',
      () =>
        zipOf(
          bookOf(`${SHEET}<row r="1"><c r="A1" t="inlineStr"><is><t>a${' '.repeat(40_000)}a</t></is></c></row></sheetData></worksheet>`),
        ),
      'damaged',
    ],
    [
      'has merged ranges that overlap many times',
      () =>
        zipOf(
          bookOf(
            `${SHEET}<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>${'<mergeCell ref="A1:Z9"/>'.repeat(500)}</mergeCells></worksheet>`,
          ),
        ),
      'damaged',
    ],
    [
      'has thousands of columns',
      () => zipOf(bookOf(`${SHEET}<row r="1">${'<c><v>1</v></c>'.repeat(2_000)}</row></sheetData></worksheet>`)),
      'damaged',
    ],
  ])('that %s is refused', async (_, bytes, code) => {
    expect(await codeOf(await bytes())).toBe(code);
  });
  it('that takes too long or too much to read is refused, and the service goes on', async () => {
    const many = `${SHEET}${Array.from({ length: 60_000 }, (_, row) => `<row r="${row + 1}">${`<c><v>${row ** 3}</v></c>`.repeat(4)}</row>`).join('')}</sheetData></worksheet>`;
    const bytes = zipOf([...bookOf('').slice(0, 4), { name: 'xl/worksheets/sheet1.xml', content: many }]);
    for (const budget of [
      { milliseconds: 1, mebibytes: 384 },
      { milliseconds: 60_000, mebibytes: 8 },
    ])
      expect(await readWorkbook(bytes, budget)).toMatchObject({ fault: { code: 'too-costly' } });
    expect(await codeOf(zipOf(plain))).toBe('read');
  }, 60_000);
  it('has a formula that was filled down: each of its cells is one', async () => {
    const sheet = `${SHEET}<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f><v>2</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row></sheetData></worksheet>`;
    expect(await readWorkbook(zipOf(bookOf(sheet)))).toMatchObject({
      sheets: [{ rows: [[{ is: 'formula' }], [{ is: 'formula' }]] }],
    });
  });
  it('declares entities, which are not expanded', async () => {
    const sheet = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${SHEET}<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>`;
    expect(JSON.stringify(await readWorkbook(zipOf(bookOf(sheet))))).not.toContain('root:');
  });
});
