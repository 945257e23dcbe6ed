import { indicators168 } from '@minglu/regulation';
import { hasErrors, readTable, tablesBy, type Import, type Row, type Table } from '@minglu/tables';
import { exportOf, readWorkbook } from '@minglu/tables/adapters';
import type { Contest } from './compare.js';

/** Seconds of CPU in which a table of 10,000 rows must be read. */
const ALLOWED = 5;

/** A table of figures is read and checked, in rows per second of CPU of all threads, against the pace that is required. */
export const importTable = async ({ rows }: { readonly rows: number }): Promise<Contest> => {
  const table = tablesBy(indicators168).find(({ name }) => name === 'monitoring-figures') as Table & { readonly import: Import };
  const figures = Array.from({ length: rows }, (_, index): Row => {
    const [year, place] = [1978 + (index % 200), Math.floor(index / 200)];
    return { indicator: 'A1.2', value: `${index * 37}.5`, unit: `家${place}`, dataYear: year, source: `市统计局 ${index}` };
  });
  const bytes = Buffer.from(await exportOf(table, figures, ''));
  const read = async (): Promise<void> => {
    const workbook = await readWorkbook(bytes, { milliseconds: 60_000, mebibytes: 384 });
    if ('fault' in workbook) throw new Error(workbook.fault.en);
    const found = readTable(table, workbook.sheets, {}, { divisionOf: () => null });
    if (found.rows.length !== rows || hasErrors(found.findings)) throw new Error('the table was not read as it was written');
    JSON.stringify(table.import.payloadOf(found.rows));
  };
  return {
    ours: {
      name: 'read and check a table',
      run: async () => {
        const before = process.cpuUsage();
        await read();
        const { user, system } = process.cpuUsage(before);
        return { perSecond: rows / ((user + system) / 1_000_000) };
      },
    },
    baseline: { name: `10,000 rows in ${ALLOWED} s of CPU`, run: async () => ({ perSecond: 10_000 / ALLOWED }) },
    close: async () => undefined,
  };
};
