import { writeXlsx, type Cell, type CellStyle, type WriteSheet } from 'hucre/xlsx';
import { letterOf } from '../sheet.js';
import type { Column, Row, Table } from '../table.js';
import { HEADER, NOTE, SHOWN, styleOf, TITLE } from './styles.js';
import { dictionaryOf, guideOf, isLong, listOf, validationOf } from './template-parts.js';
import { xmlText } from './xml-text.js';

/** Row numbers from 0: a title, a note, the header, the data. */
const [TITLE_ROW, NOTE_ROW, HEADER_ROW, FIRST_ROW] = [0, 1, 2, 3];
/** Rows of a template for further entries. */
const SPARE_ROWS = 200;

/** A workbook to be filled in. Cells to fill are open; the others are protected, without a password. @param rows begin the table */
export const templateOf = (table: Table, rows: readonly Row[] = table.preset): Promise<Uint8Array> => {
  const spare = Math.min(SPARE_ROWS, (table.import?.maxRows ?? 0) - rows.length);
  const all = [...rows, ...Array.from({ length: Math.max(spare, 0) }, (): Row => ({}))];
  const columns = table.columns.filter(({ use, key }) => use !== 'shown' || rows.some((row) => row[key] !== undefined));
  const lists = columns.filter((one) => listOf(one) !== null && isLong(listOf(one)!));
  const sheet = sheetOf(table, columns, all, table.about.zh, isNeeded);
  return write(table, [
    {
      ...sheet,
      cells: new Map([...sheet.cells, ...locks(columns, all)]),
      dataValidations: columns.flatMap((column, index) => validationOf(column, index, FIRST_ROW, all.length, lists.indexOf(column)) ?? []),
      protection: { sheet: true, formatColumns: true, formatRows: true },
    },
    guideOf(columns),
    ...(lists.length > 0 ? [dictionaryOf(lists.map((one) => listOf(one)!))] : []),
  ]);
};

/** A workbook with rows, to be read or printed. @param note the conditions of the export */
export const exportOf = (table: Table, rows: readonly Row[], note: string): Promise<Uint8Array> => {
  const sheet = sheetOf(table, table.columns, rows, note, () => false);
  const last = `${letterOf(table.columns.length - 1)}${FIRST_ROW + rows.length}`;
  return write(table, [{ ...sheet, autoFilter: { range: `A${HEADER_ROW + 1}:${last}` } }]);
};

const write = (table: Table, sheets: WriteSheet[]): Promise<Uint8Array> =>
  writeXlsx({
    sheets,
    properties: { title: table.title.zh, creator: '名录 Minglu', created: LONG_AGO, modified: LONG_AGO },
    defaultFont: { name: '宋体', size: 11 },
  });
/** The same content has the same bytes. */
const LONG_AGO = new Date(Date.UTC(2000, 0, 1));

type SheetWithCells = WriteSheet & { readonly cells: Map<string, Partial<Cell>> };

const isNeeded = ({ isRequired, use }: Column): boolean => isRequired === true && use === 'input';

/** @param isMarked whether a column gets an asterisk: it must be filled in */
const sheetOf = (
  table: Table,
  columns: readonly Column[],
  rows: readonly Row[],
  note: string,
  isMarked: (column: Column) => boolean,
): SheetWithCells => {
  const width = columns.length - 1;
  const cells = new Map<string, Partial<Cell>>();
  const styled = (row: number, style: CellStyle): void => columns.forEach((_, index) => cells.set(`${row},${index}`, { style }));
  styled(TITLE_ROW, TITLE);
  styled(NOTE_ROW, NOTE);
  styled(HEADER_ROW, HEADER);
  const blank = columns.slice(1).map(() => null);
  return {
    name: table.title.zh,
    columns: columns.map((column) => ({ width: column.width, style: styleOf(column) })),
    rows: [
      [table.title.zh, ...blank],
      [xmlText(note), ...blank],
      columns.map((column) => `${column.title.zh}${isMarked(column) ? '*' : ''}`),
      ...rows.map((row) => columns.map((column) => cellOf(row, column))),
    ],
    cells,
    merges: [TITLE_ROW, NOTE_ROW].map((row) => ({ startRow: row, startCol: 0, endRow: row, endCol: width })),
    rowDefs: new Map([
      [TITLE_ROW, { height: 30 }],
      [NOTE_ROW, { height: 34 }],
      [HEADER_ROW, { height: 26 }],
      ...rows.map((row, at): [number, { height: number }] => [FIRST_ROW + at, { height: heightOf(row, columns) }]),
    ]),
    freezePane: { rows: FIRST_ROW },
    pageSetup: {
      paperSize: 'a4',
      orientation: columns.reduce((sum, one) => sum + one.width, 0) > 90 ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.7, header: 0.3, footer: 0.3 },
      printTitlesRow: `$${HEADER_ROW + 1}:$${HEADER_ROW + 1}`,
      printArea: `$A$1:$${letterOf(width)}$${Math.max(FIRST_ROW + rows.filter((row) => Object.keys(row).length > 0).length, FIRST_ROW + 1)}`,
    },
    headerFooter: { oddFooter: '&C第 &P 页，共 &N 页' },
  };
};

/** A program sets the height of a row by its text only when it is typed there, so it is set here, in points. */
const heightOf = (row: Row, columns: readonly Column[]): number =>
  6 + 14 * Math.max(1, ...columns.map(({ key, width }) => Math.ceil((widthOf(String(row[key] ?? '')) + 1) / (width - 2))));
/** A Chinese character is twice as wide as a Latin one. */
const widthOf = (text: string): number => [...text].reduce((sum, one) => sum + (one > '\u2e7f' ? 2 : 1), 0);

/** A figure is a number only if Excel shows and keeps each of its digits. All texts are typed as text, so that none is a formula. */
export const cellOf = (row: Row, { key, kind, choices }: Column): string | number | Date | null => {
  const value = row[key];
  if (value === undefined) return null;
  const shown = choices?.find((one) => one.value === value)?.label ?? value;
  if (shown === null || typeof shown === 'number') return shown;
  if (kind === 'day') return new Date(`${shown}T00:00:00Z`);
  return kind === 'decimal' && shown.replace(/\D/g, '').length <= 15 && String(Number(shown)) === shown ? Number(shown) : xmlText(shown);
};

/** Preset cells and shown columns are locked. */
const locks = (columns: readonly Column[], rows: readonly Row[]): readonly [string, Partial<Cell>][] =>
  rows.flatMap((row, at) =>
    columns.flatMap((column, index): readonly [string, Partial<Cell>][] => {
      const isOpen = column.use !== 'shown' && !(column.isPreset && row[column.key] !== undefined);
      const style = { ...styleOf(column), ...(isOpen ? {} : SHOWN), protection: { locked: !isOpen } };
      return [[`${FIRST_ROW + at},${index}`, { style }]];
    }),
  );
