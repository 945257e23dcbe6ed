import { tablesBy } from '../tables.js';
import { readWorkbook } from './read-workbook.js';
import { exportOf } from './write-workbook.js';

const titles = tablesBy(null).find(({ name }) => name === 'titles')!;

describe('a text of a cell', () => {
  it.each([
    ['a\u0001b\u000bc\u0000', 'a\ufffdb\ufffdc\ufffd'],
    ['\ufffe\uffff', '\ufffd\ufffd'],
    ['a\ud800b', 'a\ufffdb'],
    ['一行\r\n二行\r三行\n四行', '一行\n二行\n三行\n四行'],
    ['_x0041_ 和 _x005F_x0041_', '_x0041_ 和 _x005F_x0041_'],
    ['<&>"\'𠮷', '<&>"\'𠮷'],
    ['\t=1', '\t=1'],
  ])('%j is read back as %j', async (text, back) => {
    const read = await readWorkbook(Buffer.from(await exportOf(titles, [{ name: text }], text)));
    const { rows } = (read as { readonly sheets: readonly { readonly rows: readonly (readonly unknown[])[] }[] }).sheets[0]!;
    expect([rows[1]![0], rows[3]![1]]).toEqual([back, back]);
  });
});
