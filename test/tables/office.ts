import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { libreOfficeOf } from '../tools/libreoffice.js';
import { run } from '../tools/made-once.js';
import { pythonWith } from '../tools/python.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A workbook as openpyxl reads it. */
export interface Said {
  readonly sheets: readonly (readonly [title: string, state: string])[];
  readonly frozen: string;
  readonly protected: boolean;
  /** Columns may be made wider although the sheet is protected. */
  readonly resizable: boolean;
  readonly lists: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly kinds: readonly string[];
  /** The cells of the first row of data that may be filled in. */
  readonly open: readonly string[];
}

const python = pythonWith(here('requirements.txt'), 'openpyxl');
const inFolder = <T>(work: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-tables-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Opens a workbook with openpyxl, fills cells in and saves it. Null where openpyxl cannot be had, as was said on stderr. */
export const openpyxl =
  python === null
    ? null
    : (bytes: Uint8Array, cells: Readonly<Record<string, unknown>> = {}): { readonly bytes: Buffer; readonly said: Said } =>
        inFolder((folder) => {
          const [from, to] = [join(folder, 'from.xlsx'), join(folder, 'to.xlsx')];
          writeFileSync(from, bytes);
          const said = run(join(python, 'python3'), [here('fill.py'), from, to, JSON.stringify(cells)]);
          return { bytes: readFileSync(to), said: JSON.parse(said) as Said };
        });

const office = libreOfficeOf();

/** Opens a workbook with LibreOffice and saves it in another format. Null where it cannot be had, as was said on stderr. */
export const libreOffice = office
  ? (bytes: Uint8Array, format: 'xlsx' | 'csv' | 'pdf'): Buffer =>
      inFolder((folder) => {
        writeFileSync(join(folder, 'from.xlsx'), bytes);
        const out = join(folder, 'out');
        // A profile of its own: two runs share none.
        const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
        // Of CSV: commas, quotation marks, UTF-8.
        const filter = format === 'csv' ? 'csv:Text - txt - csv (StarCalc):44,34,76' : format;
        run(office.program, [profile, '--headless', '--convert-to', filter, '--outdir', out, join(folder, 'from.xlsx')], office.env);
        return readFileSync(join(out, `from.${format}`));
      })
  : null;
