import { csvOf } from './csv.js';
import type { Column } from './table.js';

const column = (key: string, kind: Column['kind']): Column => ({ key, kind, title: { zh: key, en: key }, use: 'shown', width: 10 });
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
  it.each(['=1+1', '+86', '-1', '@SUM(A1)', '\t=1', '＝1+1'])('makes no formula of %p', (text) => {
    expect(lines(text)).toBe(`\ufeff文字,数值\r\n'${text},\r\n`);
  });
  it('quotes commas, quotation marks and ends of lines', () => {
    expect(lines('a,b', 'a"b', 'a\nb', '\r=1')).toBe('\ufeff文字,数值\r\n"a,b",\r\n"a""b",\r\n"a\nb",\r\n"\'\r=1",\r\n');
  });
});
