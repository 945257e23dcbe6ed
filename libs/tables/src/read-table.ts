import { normalForm } from '@minglu/regulation';
import { readCell } from './cell-value.js';
import { cellFaults, rowFaults, ruleFaults, sheetFaults, type Fault, type Finding } from './faults.js';
import { findHeader, type Header } from './header.js';
import { cellName, isEmpty, type Sheet } from './sheet.js';
import type { Column, Import, Row, RowFault, Table, Value, World } from './table.js';

export interface ReadTable {
  readonly rows: readonly Row[];
  /** A fault in a row, by its index, with its place. */
  readonly placed: (row: number, fault: RowFault) => Finding;
  readonly findings: readonly Finding[];
}

/** The hidden sheet of our own templates, with the values of the lists. */
export const DICTIONARY = '字典';
/** The sheet of our own templates that explains the columns. */
export const GUIDE = '填写说明';

export const ofFile = (fault: Fault): Finding => ({ ...fault, sheet: null, cell: null, row: null, column: null });
export const hasErrors = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');

/** Reads the rows of a table from a workbook. @param rest the other fields of the payload */
export const readTable = (
  table: Table & { readonly import: Import },
  sheets: readonly Sheet[],
  rest: Readonly<Record<string, unknown>>,
  world: World,
): ReadTable => {
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  const sheet = visible.find(({ name }) => name === table.title.zh) ?? visible.find((one) => findHeader(one, table)) ?? visible[0];
  if (!sheet) return nothing([ofFile(sheetFaults.noSheet())]);
  const others = sheets.flatMap((one): Finding[] => {
    if (one === sheet || one.name === DICTIONARY || one.name === GUIDE || one.rows.length === 0) return [];
    return [{ ...ofFile(one.isHidden ? sheetFaults.hiddenSheet(one.name) : sheetFaults.otherSheet(one.name)), sheet: one.name }];
  });
  const header = findHeader(sheet, table);
  if (!header) {
    const titles = table.columns.filter(({ use }) => use === 'input').map(({ title }) => title.zh);
    return nothing([...others, { ...ofFile(sheetFaults.noHeader(titles.join('、'))), sheet: sheet.name }]);
  }
  const { findings, ...read } = readRows(table, sheet, header, rest, world);
  return { ...read, findings: [...others, ...header.findings, ...findings] };
};
const nothing = (findings: readonly Finding[]): ReadTable => ({ rows: [], placed: (_, fault) => ofFile(fault), findings });

const readRows = (
  table: Table & { readonly import: Import },
  sheet: Sheet,
  { row: headerRow, places }: Header,
  rest: Readonly<Record<string, unknown>>,
  world: World,
): ReadTable => {
  const findings: Finding[] = [];
  const rows: Row[] = [];
  const rowNumbers: number[] = [];
  const read = [...places].filter(([{ use }]) => use !== 'shown');
  const hidden = new Set(sheet.hiddenRows);
  const merged = mergedCells(sheet, headerRow, new Set(read.map(([, index]) => index)));
  const firstRows = new Map<string, number>();
  let emptyFrom: number | null = null;

  const finding = ({ severity, code, zh, en }: Fault, row: number, column: Column | null): Finding => {
    const index = column === null ? undefined : places.get(column);
    const cell = index === undefined ? null : cellName(row, index);
    return { severity, code, zh, en, sheet: sheet.name, cell, row: row + 1, column: column?.title.zh ?? null };
  };
  const columnOf = (key: string | null) => table.columns.find((column) => column.key === key) ?? null;
  const add = (fault: Fault, row: number, column: Column | null): void => void findings.push(finding(fault, row, column));

  for (let row = headerRow + 1; row < sheet.rows.length; row += 1) {
    const cells = sheet.rows[row]!;
    const isFilled = read.some(([column, index]) => !column.isPreset && !isEmpty(cells[index]));
    if (!isFilled) {
      // A row of the template that was left alone is no gap.
      if (emptyFrom === null && cells.every(isEmpty)) emptyFrom = row;
      continue;
    }
    if (emptyFrom !== null && rows.length > 0) add(rowFaults.emptyBetween(), emptyFrom, null);
    emptyFrom = null;
    if (rows.length === table.import.maxRows) {
      add(sheetFaults.tooManyRows(table.import.maxRows), row, null);
      break;
    }
    if (hidden.has(row)) add(rowFaults.hidden(), row, null);
    const value: Record<string, Value> = {};
    const percents: Column[] = [];
    let isSound = true;
    for (const [column, index] of read) {
      const cell = cells[index];
      if (merged.has(`${row} ${index}`)) {
        isSound = false;
        if (merged.get(`${row} ${index}`)) add(cellFaults.merged(), row, column);
      } else if (isEmpty(cell)) {
        if (column.isRequired) {
          isSound = false;
          add(cellFaults.required(column.title.zh), row, column);
        }
      } else {
        const found = readCell(cell!, column);
        for (const fault of found.faults) {
          add(fault, row, column);
          if (fault.severity === 'error') isSound = false;
        }
        value[column.key] = found.value;
        if (found.isPercent) percents.push(column);
      }
    }
    rows.push(value);
    rowNumbers.push(row);
    if (!isSound) continue;
    for (const column of percents) {
      const unit = String(value['unit'] ?? '');
      if (normalForm(unit) !== '%') add(ruleFaults.percentUnit(unit), row, column);
    }
    for (const fault of table.import.check(value, rest, world)) add(fault, row, columnOf(fault.key));
    if (table.rowKey.length > 0) {
      const same = table.rowKey.map((key) => normalForm(String(value[key] ?? ''))).join(' | ');
      const first = firstRows.get(same);
      if (first === undefined) firstRows.set(same, row);
      else
        add(
          rowFaults.twice(first + 1),
          row,
          table.columns.find(({ key }) => key === table.rowKey[0])!,
        );
    }
  }
  if (rows.length === 0) findings.push({ ...ofFile(sheetFaults.noRows()), sheet: sheet.name });
  if (!hasErrors(findings))
    for (const { row, fault } of table.import.compare?.(rows) ?? []) add(fault, rowNumbers[row]!, columnOf(fault.key));
  return { rows, findings, placed: (row, fault) => finding(fault, rowNumbers[row]!, columnOf(fault.key)) };
};

/** The merged cells of the data by `row column`; true for the first of each. */
const mergedCells = (sheet: Sheet, headerRow: number, columns: ReadonlySet<number>): ReadonlyMap<string, boolean> => {
  const found = new Map<string, boolean>();
  for (const { top, left, bottom, right } of sheet.merges)
    for (let row = Math.max(top, headerRow + 1); row <= Math.min(bottom, sheet.rows.length - 1); row += 1)
      for (const column of columns)
        if (column >= left && column <= right) found.set(`${row} ${column}`, row === Math.max(top, headerRow + 1));
  return found;
};
