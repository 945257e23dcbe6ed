import { normalForm } from '@minglu/regulation';
import { sheetFaults, type Fault, type Finding } from './faults.js';
import { cellName, isEmpty, type Cell, type Sheet } from './sheet.js';
import type { Column, Table } from './table.js';

/** The header of a table: its row, and where each column stands. */
export interface Header {
  readonly row: number;
  readonly places: ReadonlyMap<Column, number>;
  readonly findings: readonly Finding[];
}

/** The header is within so many rows from the top. */
const LOOKED_AT = 30;
const UNIT = /\(([^()]*)\)$/;

/** No title is longer. */
const LONGEST = 200;
const textOf = (cell: Cell | undefined): string =>
  typeof cell === 'string' && cell.length <= LONGEST ? normalForm(cell).replace(/[*＊]+$/, '') : '';

/** A column by its title, in Chinese or English. A unit behind the title does not matter here. */
const columnOf = (text: string, columns: ReadonlyMap<string, Column>): Column | undefined =>
  text === '' ? undefined : (columns.get(text) ?? columns.get(text.replace(UNIT, '')));

/** The columns by their titles in both languages. Of two columns with one title the first counts. */
const byTitle = ({ columns }: Table): ReadonlyMap<string, Column> =>
  new Map(
    [...columns].reverse().flatMap((column) => [normalForm(column.title.en), normalForm(column.title.zh)].map((title) => [title, column])),
  );

/** The row that has most of the titles; null if no row has half of the columns that are needed. */
export const findHeader = (sheet: Sheet, table: Table): Header | null => {
  const needed = table.columns.filter(({ use, isRequired }) => use === 'input' && isRequired).length;
  const titled = byTitle(table);
  let best = { row: -1, titles: 0 };
  sheet.rows.slice(0, LOOKED_AT).forEach((cells, row) => {
    const titles = new Set(cells.flatMap((cell) => columnOf(textOf(cell), titled) ?? [])).size;
    if (titles > best.titles) best = { row, titles };
  });
  return best.titles * 2 < needed || best.titles === 0 ? null : readHeader(sheet, table, best.row);
};

const readHeader = (sheet: Sheet, table: Table, row: number): Header => {
  const titled = byTitle(table);
  const places = new Map<Column, number>();
  const findings: Finding[] = [];
  const cells = sheet.rows[row]!;
  const add = (fault: Fault, index: number | null, column: string | null): void => {
    const cell = index === null ? null : cellName(row, index);
    findings.push({ ...fault, sheet: sheet.name, cell, row: row + 1, column });
  };
  cells.forEach((cell, index) => {
    if (isEmpty(cell)) return;
    const text = textOf(cell);
    const column = columnOf(text, titled);
    const title = typeof cell === 'string' ? cell.trim() : cellName(row, index);
    if (!column) return add(sheetFaults.unknown(title), index, null);
    if (places.has(column)) return add(sheetFaults.twice(column.title.zh), index, column.title.zh);
    places.set(column, index);
    const unit = UNIT.exec(text)?.[1];
    if (column.kind === 'decimal' && unit !== undefined && !normalForm(column.title.zh).endsWith(`(${unit})`))
      add(sheetFaults.headerUnit(unit), index, column.title.zh);
    if (column.use === 'input' && sheet.hiddenColumns.includes(index))
      add(sheetFaults.hiddenColumn(column.title.zh), index, column.title.zh);
  });
  for (const column of table.columns) {
    if (column.use === 'shown' || places.has(column)) continue;
    if (column.use === 'input' && column.isRequired) add(sheetFaults.missing(column.title.zh), null, column.title.zh);
    else if (column.use === 'input') add(sheetFaults.missingOptional(column.title.zh), null, column.title.zh);
  }
  const order = [...places].sort(([, one], [, other]) => one - other).map(([column]) => column);
  const wanted = table.columns.filter((column) => places.has(column));
  const moved = order.find((column, index) => column !== wanted[index]);
  if (moved) add(sheetFaults.moved(moved.title.zh), places.get(moved)!, moved.title.zh);
  return { row, places, findings };
};
