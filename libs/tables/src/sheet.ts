/** The content of a workbook, without its styles. Rows and columns count from 0. */

/** A cell that is not plain text, number or truth value. */
export type SpecialCell =
  | { readonly is: 'formula'; readonly text: string }
  | { readonly is: 'error'; readonly text: string }
  /** A number that is shown as a date; the day in UTC. */
  | { readonly is: 'date'; readonly text: string }
  /** A number that is shown as a percentage: 0.131 for 13.1 %. */
  | { readonly is: 'percent'; readonly number: number };
export type Cell = null | string | number | boolean | SpecialCell;

interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Sheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly rows: readonly (readonly Cell[])[];
  readonly merges: readonly Merge[];
  readonly hiddenRows: readonly number[];
  readonly hiddenColumns: readonly number[];
}

/** `A`, `B`, …, `Z`, `AA`, … */
export const letterOf = (column: number): string =>
  column < 26 ? String.fromCharCode(65 + column) : `${letterOf(Math.floor(column / 26) - 1)}${letterOf(column % 26)}`;

/** `C5` for the third cell of the fifth row. */
export const cellName = (row: number, column: number): string => `${letterOf(column)}${row + 1}`;

export const isEmpty = (cell: Cell | undefined): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && /^[\s\p{Cf}]*$/u.test(cell));
