/** A row of a Markdown table. A vertical bar inside a cell is escaped. */
export const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
/** The line below the head of a table. */
export const TABLE_LINE = (columns: number): string => `|${' --- |'.repeat(columns)}`;
