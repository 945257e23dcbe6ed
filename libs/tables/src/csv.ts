import type { Column, Row, Table } from './table.js';

/** A spreadsheet takes a text with such a beginning for a formula, also in full width. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/u;

/** CSV (RFC 4180) in UTF-8 with BOM, as Excel reads Chinese. A text that begins like a formula gets an apostrophe before it. */
export const csvOf = ({ columns }: Pick<Table, 'columns'>, rows: readonly Row[]): string =>
  `\ufeff${[columns.map(({ title }) => quoted(title.zh)), ...rows.map((row) => columns.map((column) => fieldOf(row, column)))]
    .map((fields) => `${fields.join(',')}\r\n`)
    .join('')}`;

const fieldOf = (row: Row, { key, kind }: Column): string => {
  const value = row[key];
  if (value === undefined || value === null) return '';
  const text = String(value);
  const isText = kind === 'text' || kind === 'id';
  return quoted(isText && FORMULA.test(text) ? `'${text}` : text);
};

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
