/** Characters that take two columns in a terminal: Chinese ones, their punctuation, and full-width forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** The columns that a text takes in a terminal. */
export const columnsOf = (text: string): number => [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)));

/** Rows under each other in columns that are as wide as their widest cell, each line behind `indent`. */
export const table = (rows: readonly (readonly string[])[], indent = ''): string => {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, columnsOf(cell))), []);
  return rows
    .map(
      (row) =>
        `${indent}${row.map((cell, column) => (column === row.length - 1 ? cell : padded(cell, widths[column]!))).join('  ')}`.trimEnd() +
        '\n',
    )
    .join('');
};
