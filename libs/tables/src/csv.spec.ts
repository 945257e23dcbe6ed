import { csvHead, csvLines } from './csv.js';
import type { Column, Row, Table } from './table.js';

const column = (key: string, kind: Column['kind']): Column => ({ key, kind, title: { zh: key, en: key }, use: 'shown', width: 10 });
const csvOf = (table: Pick<Table, 'columns'>, rows: readonly Row[]) => csvHead(table) + csvLines(table, rows);
const columns = [column('文字', 'text'), column('数值', 'decimal')];
const lines = (...texts: readonly string[]) =>
  csvOf(
    { columns },
    texts.map((text) => ({ 文字: text })),
  );

describe('a table as CSV', () => {
  it('begins with the mark by which Excel knows UTF-8, and has a line for each row', () => {
    expect(csvOf({ columns }, [{ 文字: '甲', 数值: '-3.10' }, { 文字: null }])).toBe('\ufeff文字,数值\r\n甲,-3.10\r\n,\r\n');
  });
  it.each(['=1+1', '+86', '-1', '@SUM(A1)', '\t=1', '＝1+1', ' =1', '\u00a0=1', '\u200b=1', '\ufeff@A1', '\tx'])(
    'makes no formula of %p',
    (text) => {
      expect(lines(text)).toBe(`\ufeff文字,数值\r\n'${text},\r\n`);
    },
  );
  it('quotes commas, quotation marks and ends of lines', () => {
    expect(lines('a,b', 'a"b', 'a\nb')).toBe('\ufeff文字,数值\r\n"a,b",\r\n"a""b",\r\n"a\nb",\r\n');
  });
  it.each(['\r=1', '\n=1', '\r\n=1', '\nx', ' \n+1'])('makes no formula of %j, which needs quotation marks too', (text) => {
    expect(lines(text)).toBe(`\ufeff文字,数值\r\n"'${text}",\r\n`);
  });
});
