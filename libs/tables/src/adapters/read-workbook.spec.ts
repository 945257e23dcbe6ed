import { writeXlsx, type Cell, type CellValue } from 'hucre/xlsx';
import { readWorkbook } from './read-workbook.js';

const sheetsOf = async (...sheets: Parameters<typeof writeXlsx>[0]['sheets']) => {
  const read = await readWorkbook(Buffer.from(await writeXlsx({ sheets })));
  if ('fault' in read) throw new Error(read.fault.code);
  return read.sheets;
};
const cellsOf = async (values: readonly CellValue[], cells: Readonly<Record<string, Partial<Cell>>> = {}) =>
  (await sheetsOf({ name: 'S', rows: [[...values]], cells: new Map(Object.entries(cells)) }))[0]!.rows[0];

describe('a workbook', () => {
  it('has texts, numbers and truth values as they are written', async () => {
    expect(await cellsOf(['=1+1', '0123', 1.5, true, null, ' 甲 '])).toEqual(['=1+1', '0123', 1.5, true, null, ' 甲 ']);
  });
  it('has formulas, dates and percentages as such, whatever value was stored with them', async () => {
    const cells = {
      '0,0': { formula: 'SUM(A2:A9)', formulaResult: 5 },
      '0,2': { style: { numFmt: '0.0%' } },
      '0,3': { style: { numFmt: 'yyyy-mm-dd' } },
      '0,4': { style: { numFmt: '0.0"%"' } },
    };
    expect(await cellsOf([null, new Date(Date.UTC(2025, 5, 30)), 0.131, 45_000, 13.1], cells)).toEqual([
      { is: 'formula', text: '' },
      { is: 'date', text: '2025-06-30' },
      { is: 'percent', number: 0.131 },
      { is: 'date', text: '2023-03-15' },
      13.1,
    ]);
  });
  it('tells of hidden sheets, rows and columns, and of merged cells', async () => {
    const [first, ...others] = await sheetsOf(
      {
        name: '数据',
        rows: [
          ['a', 'b'],
          ['c', 'd'],
          ['e', 'f'],
        ],
        columns: [{}, { hidden: true }],
        rowDefs: new Map([[1, { hidden: true }]]),
        merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }],
      },
      { name: '隐藏', rows: [['x']], hidden: true },
      { name: '深藏', rows: [['x']], veryHidden: true },
    );
    expect(first).toMatchObject({
      isHidden: false,
      hiddenRows: [1],
      hiddenColumns: [1],
      merges: [{ top: 1, left: 0, bottom: 2, right: 0 }],
    });
    expect(others.map(({ name, isHidden }) => [name, isHidden])).toEqual([
      ['隐藏', true],
      ['深藏', true],
    ]);
  });
  it('is read in its turn if many come at once, and refused if too many do', async () => {
    const bytes = Buffer.from(await writeXlsx({ sheets: [{ name: 'S', rows: [['x']] }] }));
    const answers = await Promise.allSettled(Array.from({ length: 30 }, () => readWorkbook(bytes)));
    const read = answers.filter((one) => one.status === 'fulfilled' && 'sheets' in one.value).length;
    const refused = answers.filter((one) => one.status === 'rejected' && (one.reason as Error).message.startsWith('too many files')).length;
    expect([read, refused]).toEqual([18, 12]);
  });
});
