import { divisionCalled, indicators168 } from '@minglu/regulation';
import { readTable, tablesBy, type Cell, type Import, type Sheet, type Table } from './index.js';
import { decimalOf } from './cell-value.js';

const tables = tablesBy(indicators168);
const named = (name: string) => tables.find((table) => table.name === name)! as Table & { readonly import: Import };
const figures = named('evaluation-figures');
const results = named('evaluation-results');
const parks = named('summary-table');

const HEADER = ['指标编号', '指标名称', '指标值', '单位', '数据年度', '数据来源'];
const GOOD: readonly Cell[] = ['A1.2', '纳入统计范围软件企业数量', 1203, '家', 2024, '市统计局'];
const sheetOf = (rows: readonly (readonly Cell[])[], more: Partial<Sheet> = {}): Sheet => ({
  name: '评估指标数据',
  isHidden: false,
  rows,
  merges: [],
  hiddenRows: [],
  hiddenColumns: [],
  ...more,
});
const read = (table: Table & { readonly import: Import }, sheets: readonly Sheet[], rest: Readonly<Record<string, unknown>> = {}) =>
  readTable(table, sheets, rest, { divisionOf: (name) => divisionCalled([], name, '2025-06-30') });
/** A good row with one cell changed. */
const withCell = (column: number, cell: Cell) => GOOD.map((one, index) => (index === column ? cell : one));
const seen = ({ findings }: ReturnType<typeof read>) => findings.map(({ severity, code, cell, row }) => [severity, code, cell, row]);
const valuesOf = (table: Table & { readonly import: Import }, found: ReturnType<typeof read>) =>
  table.import.payloadOf(found.rows)[table.import.field];

describe('a table of figures', () => {
  it('becomes the figures of the command, with the digits that were typed', () => {
    const found = read(figures, [sheetOf([HEADER, GOOD, ['A1.1', null, '812.40', '亿元', '2024', '年报']])]);
    expect(seen(found)).toEqual([]);
    expect(valuesOf(figures, found)).toEqual([
      { indicator: 'A1.2', value: '1203', unit: '家', dataYear: 2024, source: '市统计局' },
      { indicator: 'A1.1', value: '812.40', unit: '亿元', dataYear: 2024, source: '年报' },
    ]);
  });
  it.each<[name: string, row: readonly Cell[], code: string, cell: string]>([
    ['a formula', withCell(2, { is: 'formula', text: '' }), 'formula', 'C2'],
    ['an error', withCell(2, { is: 'error', text: '#DIV/0!' }), 'error-value', 'C2'],
    ['a date for a number', withCell(4, { is: 'date', text: '2024-01-01' }), 'date-not-number', 'E2'],
    ['TRUE', withCell(2, true), 'truth-value', 'C2'],
    ['words in a number', withCell(2, '约1203'), 'not-a-number', 'C2'],
    ['a unit in a number', withCell(2, '1203家'), 'not-a-number', 'C2'],
    ['a superscript', withCell(2, '1²'), 'special-form', 'C2'],
    ['a circled digit', withCell(2, '①'), 'special-form', 'C2'],
    ['a fraction in one character', withCell(2, '1½'), 'special-form', 'C2'],
    ['a superscript in a year', withCell(4, '２０2⁴'), 'special-form', 'E2'],
    ['a subscript in an id', withCell(0, 'A₁.2'), 'special-form', 'A2'],
    ['wrong groups of digits', withCell(2, '1,20'), 'not-a-number', 'C2'],
    ['digits that Excel does not keep', withCell(2, 1234567890123456), 'too-many-digits', 'C2'],
    ['a repeating fraction', withCell(2, 1 / 3), 'too-many-digits', 'C2'],
    ['half a year', withCell(4, 2024.5), 'not-an-integer', 'E2'],
    ['a year long ago', withCell(4, 1900), 'out-of-range', 'E2'],
    ['no source', withCell(5, null), 'required', 'F2'],
    ['blanks for a source', withCell(5, ' \u00a0\u3000'), 'required', 'F2'],
    ['a source without end', withCell(5, '源'.repeat(201)), 'too-long', 'F2'],
    ['no id', withCell(0, '软件 业务'), 'not-an-id', 'A2'],
    ['an indicator that is not in the system', withCell(0, 'Z9.9'), 'unknown-indicator', 'A2'],
    ['a name of another row', withCell(1, '软件业利润率'), 'name-differs', 'B2'],
    ['the wrong unit of a control', ['A1.1', null, 8124000, '万元', 2024, '年报'], 'other-unit', 'D2'],
    ['a percentage in another unit', withCell(2, { is: 'percent', number: 0.131 }), 'percent-without-unit', 'C2'],
  ])('is refused with %s, by its cell', (_, row, code, cell) => {
    expect(seen(read(figures, [sheetOf([HEADER, row])])).filter(([severity]) => severity === 'error')).toEqual([['error', code, cell, 2]]);
  });
  it.each<[name: string, row: readonly Cell[], code: string, value: object]>([
    ['full-width digits', withCell(2, '１２０３．５'), 'full-width', { value: '1203.5' }],
    ['separators of thousands', withCell(2, '1,234,567.50'), 'thousands-separator', { value: '1234567.50' }],
    ['blanks at the ends', withCell(5, '\u00a0市统计局 '), 'spaces', { source: '市统计局' }],
    ['a percentage', ['A2.1', null, { is: 'percent', number: 0.131 }, '%', 2024, '年报'], 'percent', { value: '13.1' }],
    ['a percentage among words', withCell(5, { is: 'percent', number: 0.5 }), 'percent', { source: '50%' }],
    ['a percent sign', ['A2.1', null, '13.10%', '％', 2024, '年报'], 'percent', { value: '13.10' }],
  ])('is read with %s, and says so', (_, row, code, value) => {
    const found = read(figures, [sheetOf([HEADER, row])]);
    expect(seen(found)).toEqual([['notice', code, expect.any(String), 2]]);
    expect(valuesOf(figures, found)).toEqual([expect.objectContaining(value)]);
  });
  it('keeps a text that begins like a formula', () => {
    for (const source of ['=1+1', '+86', '-', '@年报', '\t=1'].map((one) => one.trim()))
      expect(valuesOf(figures, read(figures, [sheetOf([HEADER, withCell(5, source)])]))).toMatchObject([{ source }]);
  });
  it('is refused with a row twice, a row that is hidden and a cell that is merged', () => {
    expect(seen(read(figures, [sheetOf([HEADER, GOOD, GOOD])]))).toEqual([['error', 'row-twice', 'A3', 3]]);
    expect(seen(read(figures, [sheetOf([HEADER, GOOD], { hiddenRows: [1] })]))).toEqual([['error', 'hidden-row', null, 2]]);
    const merges = [{ top: 1, left: 5, bottom: 2, right: 5 }];
    expect(seen(read(figures, [sheetOf([HEADER, GOOD, withCell(5, null)], { merges })]))).toMatchObject([['error', 'merged', 'F2', 2]]);
  });
  it('skips an empty row and says so; rows of the template that were left alone are none', () => {
    const left: readonly Cell[] = ['A1.1', '软件业务收入', null, '亿元', null, null];
    const found = read(figures, [sheetOf([HEADER, GOOD, [], [null, ' '], left, withCell(4, 2023), []])]);
    expect([seen(found), found.rows.length]).toEqual([[['notice', 'empty-row', null, 3]], 2]);
  });
  it('is read by its header, wherever that stands and in any order', () => {
    const order = [5, 4, 2, 0, 1, 3];
    const moved = (row: readonly Cell[]) => order.map((index) => row[index]!);
    const found = read(figures, [sheetOf([['某市报表'], [], moved(HEADER), moved(GOOD)])]);
    expect(seen(found)).toEqual([['notice', 'column-moved', 'A3', 3]]);
    expect(valuesOf(figures, found)).toEqual(valuesOf(figures, read(figures, [sheetOf([HEADER, GOOD])])));
  });
  it.each<[name: string, header: readonly Cell[], findings: readonly unknown[]]>([
    ['a column that is missing', HEADER.map((one, index) => (index === 5 ? null : one)), [['error', 'column-missing', null, 1]]],
    ['a column that is there twice', [...HEADER, '单位'], [['error', 'column-twice', 'G1', 1]]],
    ['a column that is not known', [...HEADER, '备注'], [['notice', 'column-unknown', 'G1', 1]]],
    ['a unit in the header', HEADER.map((one, index) => (index === 2 ? '指标值（万元）' : one)), [['error', 'header-unit', 'C1', 1]]],
    ['marks and blanks in the header', HEADER.map((one) => ` ${one} *`), []],
  ])('tells of %s', (_, header, findings) => {
    expect(seen(read(figures, [sheetOf([header, GOOD])]))).toEqual(findings);
  });
  it('tells of hidden columns and sheets, of other sheets, and of a sheet without a header', () => {
    expect(seen(read(figures, [sheetOf([HEADER, GOOD], { hiddenColumns: [2] })]))).toEqual([['error', 'hidden-column', 'C1', 1]]);
    const others = [sheetOf([['x']], { name: '底稿', isHidden: true }), sheetOf([['x']], { name: '说明' })];
    const codes = (sheets: readonly Sheet[]) => read(figures, sheets).findings.map(({ code, sheet }) => [code, sheet]);
    expect(codes([...others, sheetOf([HEADER, GOOD])])).toEqual([
      ['hidden-sheet', '底稿'],
      ['sheet-not-read', '说明'],
    ]);
    expect(codes([sheetOf([['x']])])).toEqual([['no-header', '评估指标数据']]);
    expect(codes([sheetOf([HEADER], { isHidden: true })])).toEqual([['no-sheet', null]]);
    expect(codes([sheetOf([HEADER])])).toEqual([['no-rows', '评估指标数据']]);
  });
});

describe('a table of results', () => {
  const header = ['称号标识', '所在城市', '星级', '名次'];
  it('has the stars of each title; a title without stars is not published', () => {
    const found = read(results, [sheetOf([header, ['t-1', '福州市', 2, null], ['t-2', null, '不评星', 3], ['t-3', '350100', null, null]])]);
    expect([seen(found), valuesOf(results, found)]).toEqual([
      [],
      [
        { titleId: 't-1', stars: 2 },
        { titleId: 't-2', stars: null, rank: 3 },
      ],
    ]);
  });
  it('is refused with stars that are not in the list, and with a city that is none', () => {
    expect(seen(read(results, [sheetOf([header, ['t-1', '亚特兰蒂斯市', '三颗星', null]])]))).toEqual([['error', 'not-in-list', 'C2', 2]]);
    expect(seen(read(results, [sheetOf([header, ['t-1', '福州市', '²', null]])]))).toEqual([['error', 'special-form', 'C2', 2]]);
    expect(seen(read(results, [sheetOf([header, ['t-1', '亚特兰蒂斯市', 1, null]])]))).toEqual([['error', 'unknown-division', 'B2', 2]]);
  });
  it('is refused whole with more rows than one publication has', () => {
    const rows = Array.from({ length: 501 }, (_, index): readonly Cell[] => [`t-${index}`, null, 1, null]);
    expect(seen(read(results, [sheetOf([header, ...rows])]))).toEqual([['error', 'too-many-rows', null, 502]]);
  });
});

describe('the summary table of a province', () => {
  it('has parks of its cities alone', () => {
    const sheet = sheetOf([
      ['案卷标识', '园区名称', '所在城市'],
      ['p-1', '甲园', '广州市'],
      ['p-2', '乙园', '杭州市'],
    ]);
    expect(seen(read(parks, [sheet], { province: '440000' }))).toEqual([['error', 'other-province', 'C3', 3]]);
    expect(valuesOf(parks, read(parks, [sheet]))).toEqual(['p-1', 'p-2']);
  });
});

describe('a number of a cell', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [-12.5, '-12.5'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [1.5e-7, '0.00000015'],
    [123456789012345, '123456789012345'],
    [1e15, null],
    [1e21, null],
    [0.1 + 0.2, null],
    [Number.NaN, null],
  ])('%p is %p', (number, text) => expect(decimalOf(number)).toBe(text));
});
