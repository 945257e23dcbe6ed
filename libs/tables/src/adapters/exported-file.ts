import { Readable } from 'node:stream';
import { writeXlsxStream, XLSX_MAX_ROWS_PER_SHEET, type CellValue } from 'hucre/xlsx';
import { csvHead, csvLines } from '../csv.js';
import type { Row, Table } from '../table.js';
import { styleOf } from './styles.js';
import { cellOf, exportOf } from './write-workbook.js';

/** So many rows are gathered before an answer begins. A longer export goes out as a stream, page by page, and has no end but that of the list. */
export const GATHERED = 5_000;

export interface Gathered {
  readonly rows: readonly Row[];
  /** The rest; null if the rows are all. */
  readonly more: AsyncGenerator<readonly Row[]> | null;
}

/** The first rows of an export. A refusal is thrown here, before the answer begins. */
export const gather = async (pages: AsyncGenerator<readonly Row[]>, most = GATHERED): Promise<Gathered> => {
  const rows: Row[] = [];
  for (let page = await pages.next(); !page.done; page = await pages.next()) {
    rows.push(...page.value);
    if (rows.length > most) return { rows, more: pages };
  }
  return { rows, more: null };
};

async function* pagesFrom({ rows, more }: Gathered): AsyncGenerator<readonly Row[]> {
  yield rows;
  if (more) yield* more;
}

/** CSV: whole, or as a stream. */
export const csvFile = (table: Table, gathered: Gathered): Uint8Array | Readable =>
  gathered.more === null ? Buffer.from(csvHead(table) + csvLines(table, gathered.rows)) : Readable.from(csvChunks(table, gathered));

async function* csvChunks(table: Table, gathered: Gathered): AsyncGenerator<string> {
  yield csvHead(table);
  for await (const page of pagesFrom(gathered)) yield csvLines(table, page);
}

/**
 * A workbook. A long one is written while its rows are read, so it has neither title nor page layout. The header stands in the first
 * row of each sheet. Another sheet follows a full one.
 *
 * @param note the conditions of the export
 */
export const workbookFile = async (
  table: Table,
  gathered: Gathered,
  note: string,
  rowsPerSheet = XLSX_MAX_ROWS_PER_SHEET,
): Promise<Uint8Array | Readable> =>
  gathered.more === null
    ? exportOf(table, gathered.rows, note)
    : Readable.fromWeb(
        writeXlsxStream(cellRows(table, gathered), {
          name: table.title.zh,
          columns: table.columns.map((column) => ({ header: column.title.zh, width: column.width, style: styleOf(column) })),
          freezePane: { rows: 1 },
          maxRowsPerSheet: rowsPerSheet,
          zip64: true,
        }) as never,
      );

async function* cellRows({ columns }: Table, gathered: Gathered): AsyncGenerator<CellValue[]> {
  for await (const page of pagesFrom(gathered)) for (const row of page) yield columns.map((column) => cellOf(row, column));
}
