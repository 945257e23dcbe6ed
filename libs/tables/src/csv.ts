import { BYTE_ORDER_MARK, lineOf, quoted, quotedText } from './csv-text.js';
import type { Column, Row, Table } from './table.js';

/** CSV (RFC 4180) in UTF-8 with BOM, as Excel reads Chinese: its first line. */
export const csvHead = ({ columns }: Pick<Table, 'columns'>): string =>
  `${BYTE_ORDER_MARK}${lineOf(columns.map(({ title }) => quoted(title.zh)))}`;
/** The lines of rows. A text that begins like a formula gets an apostrophe before it. */
export const csvLines = ({ columns }: Pick<Table, 'columns'>, rows: readonly Row[]): string =>
  rows.map((row) => lineOf(columns.map((column) => fieldOf(row, column)))).join('');

const fieldOf = (row: Row, { key, kind }: Column): string => {
  const value = row[key];
  if (value === undefined || value === null) return '';
  return kind === 'text' || kind === 'id' ? quotedText(String(value)) : quoted(String(value));
};
