import fc from 'fast-check';
import { divisionCalled, indicators168, indicatorsOf } from '@minglu/regulation';
import { hasErrors, readTable, tablesBy, type Import, type Row, type Table, type World } from './index.js';
import { exportOf, templateOf } from './adapters/write-workbook.js';
import { readWorkbook } from './adapters/read-workbook.js';

const tables = tablesBy(indicators168);
const named = (name: string) => tables.find((table) => table.name === name)! as Table & { readonly import: Import };
const world: World = { divisionOf: (name) => divisionCalled([], name, '2025-06-30') };

const imported = async (table: Table & { readonly import: Import }, bytes: Uint8Array) => {
  const read = await readWorkbook(Buffer.from(bytes));
  if ('fault' in read) throw new Error(read.fault.en);
  const { rows, findings } = readTable(table, read.sheets, {}, world);
  return { values: table.import.payloadOf(rows)[table.import.field], findings };
};

const ids = indicatorsOf(indicators168)
  .map(({ id }) => id)
  .filter((id) => !['A1.1', 'A2.1'].includes(id));
const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 30n - 1n }), fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 18 }))
  .map(([minus, whole, fraction]) => `${minus ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`);
const words = (maxLength: number) =>
  fc
    .string({ unit: fc.constantFrom(...'=+-@名录A1,"\'（）', ' '), minLength: 1, maxLength })
    .map((text) => text.trim())
    .filter((text) => text !== '');
const figures = fc.uniqueArray(
  fc.record({
    indicator: fc.constantFrom(...ids),
    value: decimal,
    unit: words(8),
    dataYear: fc.integer({ min: 1978, max: 2200 }),
    source: words(30),
  }),
  { minLength: 1, maxLength: 12, selector: ({ indicator, dataYear }) => `${indicator} ${dataYear}` },
);

describe('what is written into a table', () => {
  const table = named('self-assessment-figures');
  it('is read back digit for digit and letter for letter, from an export and from a template', async () => {
    await fc.assert(
      fc.asyncProperty(figures, fc.boolean(), async (rows, asTemplate) => {
        const bytes = await (asTemplate ? templateOf(table, rows) : exportOf(table, rows, ''));
        const { values, findings } = await imported(table, bytes);
        expect(findings.filter(({ code }) => code !== 'column-absent')).toEqual([]);
        expect(values).toEqual(rows);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('is found by its cell if one value of it is wrong', async () => {
    const faults: readonly [key: string, value: string | number, code: string][] = [
      ['indicator', 'Z9.9', 'unknown-indicator'],
      ['value', '约700', 'not-a-number'],
      ['value', '1,23', 'not-a-number'],
      ['dataYear', 1900, 'out-of-range'],
      ['dataYear', '2024.5', 'not-an-integer'],
      ['name', '别的指标', 'name-differs'],
      ['unit', '一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三', 'too-long'],
    ];
    await fc.assert(
      fc.asyncProperty(figures, fc.nat(), fc.constantFrom(...faults), async (rows, place, [key, value, code]) => {
        const at = place % rows.length;
        const planted: Row[] = rows.map((row, index) => (index === at ? { ...row, [key]: value } : row));
        const { findings } = await imported(table, await exportOf(table, planted, ''));
        const column = table.columns.findIndex((one) => one.key === key);
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
          expect.objectContaining({ code, row: at + 4, cell: `${'ABCDEFGH'[column]}${at + 4}`, column: table.columns[column]!.title.zh }),
        ]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('has the same bytes each time', async () => {
    const rows = [{ indicator: 'A1.2', value: '1203', unit: '家', dataYear: 2024, source: '统计局' }];
    const once = [await exportOf(table, rows, '说明'), await templateOf(table)];
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect([await exportOf(table, rows, '说明'), await templateOf(table)]).toEqual(once);
  });
});

describe('a template', () => {
  it.each(tables.filter((table) => table.import !== null).map(({ name }) => name))(
    '%s that nobody has filled in has no row',
    async (name) => {
      const { findings } = await imported(named(name), await templateOf(named(name)));
      expect(findings.map(({ code }) => code)).toEqual(['no-rows']);
      expect(hasErrors(findings)).toBe(true);
    },
  );
});
