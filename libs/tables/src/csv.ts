import type { Column, Row, Table } from './table.js';

/**
 * A spreadsheet takes a text with such a beginning for a formula, also in full width. Some leave out blanks, ends of lines and characters
 * without width before it; tab, CR and LF alone may begin another cell.
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠])/u;

/** CSV (RFC 4180) in UTF-8 with BOM, as Excel reads Chinese: its first line. */
export const csvHead = ({ columns }: Pick<Table, 'columns'>): string => `\ufeff${lineOf(columns.map(({ title }) => quoted(title.zh)))}`;
/** The lines of rows. A text that begins like a formula gets an apostrophe before it. */
export const csvLines = ({ columns }: Pick<Table, 'columns'>, rows: readonly Row[]): string =>
  rows.map((row) => lineOf(columns.map((column) => fieldOf(row, column)))).join('');
const lineOf = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

const fieldOf = (row: Row, { key, kind }: Column): string => {
  const value = row[key];
  if (value === undefined || value === null) return '';
  const text = String(value);
  const isText = kind === 'text' || kind === 'id';
  return quoted(isText && FORMULA.test(text) ? `'${text}` : text);
};

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
