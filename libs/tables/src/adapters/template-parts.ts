import type { Cell, DataValidation, WriteSheet } from 'hucre/xlsx';
import { DICTIONARY, GUIDE } from '../read-table.js';
import { letterOf } from '../sheet.js';
import type { Column } from '../table.js';
import { BODY, HEADER } from './styles.js';

/** A list that is longer stands on the hidden sheet: the format allows 255 characters in a rule. */
const INLINE = 200;

/** The values that a column offers; null for none. */
export const listOf = ({ choices, suggestions }: Column): readonly string[] | null =>
  choices?.map(({ label }) => label) ?? suggestions?.() ?? null;
export const isLong = (list: readonly string[]): boolean => list.join(',').length > INLINE;

/** The list or the limits of the cells of a column, with its hint. @param list its place on the hidden sheet; -1 if it is not there */
export const validationOf = (column: Column, index: number, firstRow: number, rows: number, list: number): DataValidation | null => {
  if (column.use === 'shown') return null;
  const letter = letterOf(index);
  const { zh = '' } = column.hint ?? {};
  const about: DataValidation = {
    type: 'custom',
    range: `${letter}${firstRow + 1}:${letter}${firstRow + rows}`,
    allowBlank: true,
    showInputMessage: zh !== '',
    inputTitle: column.title.zh,
    inputMessage: zh,
    showErrorMessage: column.suggestions === undefined,
    errorStyle: 'stop',
    errorTitle: column.title.zh,
    errorMessage: zh === '' ? '请按列的要求填写' : zh,
  };
  const values = listOf(column);
  if (values) {
    const letterOfList = letterOf(list);
    return list < 0
      ? { ...about, type: 'list', values: [...values] }
      : { ...about, type: 'list', formula1: `'${DICTIONARY}'!$${letterOfList}$1:$${letterOfList}$${values.length}` };
  }
  switch (column.kind) {
    case 'integer':
      return { ...about, type: 'whole', operator: 'between', formula1: String(column.min ?? 0), formula2: String(column.max ?? 999_999) };
    case 'text':
    case 'id':
      return { ...about, type: 'textLength', operator: 'lessThanOrEqual', formula1: String(column.maxLength ?? 64) };
    // A rule for numbers would refuse figures of more than 15 digits, which are written as text.
    default:
      return { ...about, type: 'textLength', operator: 'lessThanOrEqual', formula1: '50' };
  }
};

/** The sheet that explains the columns. */
export const guideOf = (columns: readonly Column[]): WriteSheet => {
  const lines = columns.map(({ title, isRequired, use, hint }) => [
    title.zh,
    use === 'shown' ? '供核对' : use === 'check' ? '核对用，不报送' : isRequired ? '必填' : '可不填',
    hint?.zh ?? '',
    hint?.en ?? '',
  ]);
  const cells = new Map<string, Partial<Cell>>();
  [['', '', '', ''], ...lines].forEach((line, row) =>
    line.forEach((_, index) =>
      cells.set(`${row},${index}`, { style: row === 0 ? HEADER : { ...BODY, alignment: { wrapText: true, vertical: 'center' } } }),
    ),
  );
  return {
    name: GUIDE,
    columns: [{ width: 16 }, { width: 16 }, { width: 56 }, { width: 56 }],
    rows: [
      ['列', '填写', '说明', 'In English'],
      ...lines,
      [],
      ['请勿使用公式、合并单元格，也不要隐藏行列。填好后先试办（dry-run），没有错误再报送。'],
      ['In this file use no formulas and merge no cells. Try the import first, then send it.'],
    ],
    cells,
    protection: { sheet: true, formatColumns: true, formatRows: true },
    pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  };
};

/** The hidden sheet with the values of long lists. */
export const dictionaryOf = (lists: readonly (readonly string[])[]): WriteSheet => ({
  name: DICTIONARY,
  veryHidden: true,
  rows: Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, row) => lists.map((list) => list[row] ?? null)),
});
