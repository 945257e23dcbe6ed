import { Worker } from 'node:worker_threads';
import { turns } from '@minglu/http';
import { fileFaults, type Fault } from '../faults.js';
import type { Sheet } from '../sheet.js';
import { preflight } from './preflight.js';

/** The limits of one reading. */
const BUDGET = { milliseconds: 6_000, mebibytes: 384 };
/** So many workbooks are read at a time, and so many wait. */
const READINGS = turns(2, 16);
const TOO_MANY = { zh: '正在读取的文件过多，请稍后再试', en: 'too many files are being read: try again later' };

export type ReadWorkbook = { readonly sheets: readonly Sheet[] } | { readonly fault: Fault };

/**
 * Reads a workbook in a thread of its own with limits, after the preflight.
 *
 * @throws ProblemException `service-away` if too many wait
 */
export const readWorkbook = async (bytes: Buffer, budget = BUDGET): Promise<ReadWorkbook> => {
  const fault = await preflight(bytes);
  return fault ? { fault } : READINGS.take(() => inThread(bytes, budget), TOO_MANY);
};

const inThread = (bytes: Buffer, { milliseconds, mebibytes }: typeof BUDGET): Promise<ReadWorkbook> =>
  new Promise((resolve) => {
    const worker = new Worker(`(${readInThread.toString()})()`, {
      eval: true,
      workerData: { bytes, reader: import.meta.resolve('hucre/xlsx') },
      resourceLimits: { maxOldGenerationSizeMb: mebibytes },
      env: {},
      execArgv: [],
    });
    const end = (answer: ReadWorkbook): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(answer);
    };
    const timer = setTimeout(() => end({ fault: fileFaults.tooSlow() }), milliseconds);
    worker.once('message', (sheets: readonly Sheet[] | null) => end(sheets ? { sheets } : { fault: fileFaults.damaged() }));
    // Out of memory, among others.
    worker.once('error', () => end({ fault: fileFaults.tooSlow() }));
  });

/** A merged range as the reader gives it. */
interface MergedRange {
  readonly startRow: number;
  readonly startCol: number;
  readonly endRow: number;
  readonly endCol: number;
}

/** The program of the thread. It is sent there as text, so that it uses nothing from outside. Answers with null for a file that cannot be read. */
const readInThread = async (): Promise<void> => {
  const { parentPort, workerData } = await import('node:worker_threads');
  const { bytes, reader } = workerData as { readonly bytes: Uint8Array; readonly reader: string };
  const { readXlsx } = (await import(reader)) as typeof import('hucre/xlsx');
  // In quotation marks or behind a backslash it is a letter, and the number stands for itself.
  const isPercent = (format: string): boolean => format.replaceAll(/"[^"]*"|\\./g, '').includes('%');
  /** Excel allows no longer text and no merged ranges that overlap. The rest is bounded so that the reading of the rows stays short. */
  const [longest, widest] = [32_767, 1_024];
  const isBeyond = (rows: readonly (readonly unknown[])[], merges: readonly MergedRange[]): boolean => {
    const isLong = (value: unknown): boolean => typeof value === 'string' && value.length > longest;
    const covered = merges.reduce(
      (sum, { startRow, startCol, endRow, endCol }) =>
        sum +
        Math.max(0, Math.min(endRow, rows.length - 1) - startRow + 1) *
          Math.max(0, Math.min(endCol, widest - 1) - Math.min(startCol, widest) + 1),
      0,
    );
    return rows.some((row) => row.length > widest || row.some(isLong)) || merges.length > 10_000 || covered > rows.length * widest;
  };
  const read = async (): Promise<unknown> => {
    const { sheets } = await readXlsx(bytes, { readStyles: true });
    const plainSheets = sheets.map(({ name, hidden, veryHidden, rows, cells, merges = [], rowDefs, columns = [] }) => {
      const plain: unknown[][] = rows.map((row) => row.map((value) => (value instanceof Date ? null : value)));
      for (const [place, { type, value, style, formula, formulaType, formulaSharedIndex }] of cells ?? []) {
        const [row, column] = place.split(',').map(Number) as [number, number];
        const line = plain[row];
        if (!line) continue;
        // Of a formula that was filled down only the first cell has its text.
        if (type === 'formula' || (formula ?? formulaType ?? formulaSharedIndex) !== undefined) line[column] = { is: 'formula', text: '' };
        else if (type === 'error') line[column] = { is: 'error', text: String(value) };
        else if (type === 'number' && isPercent(style?.numFmt ?? '')) line[column] = { is: 'percent', number: value };
      }
      rows.forEach((row, index) =>
        row.forEach((value, column) => {
          if (value instanceof Date && plain[index]![column] === null)
            plain[index]![column] = { is: 'date', text: Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10) };
        }),
      );
      if (isBeyond(plain, merges)) return null;
      return {
        name,
        isHidden: hidden === true || veryHidden === true,
        rows: plain,
        merges: merges.map(({ startRow, startCol, endRow, endCol }) => ({ top: startRow, left: startCol, bottom: endRow, right: endCol })),
        hiddenRows: [...(rowDefs ?? [])].flatMap(([row, definition]) => (definition.hidden ? [row] : [])),
        hiddenColumns: columns.flatMap((column, index) => (column.hidden ? [index] : [])),
      };
    });
    return plainSheets.includes(null) ? null : plainSheets;
  };
  parentPort!.postMessage(await read().catch(() => null));
};
