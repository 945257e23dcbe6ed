import type { CellStyle } from 'hucre/xlsx';
import type { Column } from '../table.js';

const LINE = { style: 'thin', color: { rgb: 'BFBFBF' } } as const;
const border = { top: LINE, right: LINE, bottom: LINE, left: LINE };
const fill = (rgb: string) => ({ type: 'pattern', pattern: 'solid', fgColor: { rgb } }) as const;

export const TITLE: CellStyle = { font: { name: '黑体', size: 16, bold: true }, alignment: { horizontal: 'center', vertical: 'center' } };
export const NOTE: CellStyle = {
  font: { name: '宋体', size: 10, color: { rgb: '595959' } },
  alignment: { horizontal: 'left', vertical: 'center', wrapText: true },
};
export const HEADER: CellStyle = {
  font: { name: '宋体', size: 11, bold: true },
  fill: fill('D9E2F3'),
  border,
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
};
export const BODY: CellStyle = { font: { name: '宋体', size: 11 }, border };
/** Of a cell that is not to be filled in. */
export const SHOWN: CellStyle = { fill: fill('F2F2F2') };

/** Formatted as text, an entry stays as it is typed, also one that begins with an equals sign. */
const FORMAT = { id: '@', text: '@', decimal: 'General', integer: '0', day: 'yyyy-mm-dd' } as const;

export const styleOf = ({ kind, choices }: Column): CellStyle => ({
  ...BODY,
  numFmt: FORMAT[kind],
  alignment: {
    vertical: 'center',
    wrapText: kind === 'text' || kind === 'id',
    ...(choices || kind === 'integer' || kind === 'day' ? {} : { indent: 1 }),
    horizontal: kind === 'decimal' ? 'right' : kind === 'integer' || kind === 'day' || choices ? 'center' : 'left',
  },
});
