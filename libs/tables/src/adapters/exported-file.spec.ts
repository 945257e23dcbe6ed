import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { tablesBy } from '../tables.js';
import type { Row } from '../table.js';
import { csvFile, gather, workbookFile } from './exported-file.js';
import { readWorkbook } from './read-workbook.js';

const titles = tablesBy(null).find(({ name }) => name === 'titles')!;
const rowOf = (index: number): Row => ({ titleId: `t-${index}`, name: index === 7 ? '=1+1' : '甲\u0001市', conferredOn: '2025-09-25' });

/** Pages of ten rows. `read` counts those that were asked for. */
const listOf = (size: number) => {
  const counted = { read: 0 };
  async function* pages() {
    for (let from = 0; from < size; from += 10) {
      counted.read += 1;
      yield Array.from({ length: Math.min(10, size - from) }, (_, index) => rowOf(from + index));
    }
  }
  return { pages: pages(), counted };
};
const sheetsIn = async (file: Uint8Array | Readable) => {
  const read = await readWorkbook(file instanceof Readable ? await buffer(file) : Buffer.from(file));
  if ('fault' in read) throw new Error(read.fault.en);
  return read.sheets;
};

describe('an export', () => {
  it('that is short is gathered whole', async () => {
    const gathered = await gather(listOf(30).pages, 30);
    expect([gathered.rows.length, gathered.more]).toEqual([30, null]);
    expect(csvFile(titles, gathered)).toBeInstanceOf(Uint8Array);
    const [sheet] = await sheetsIn(await workbookFile(titles, gathered, '共 30 行'));
    expect([sheet!.rows.length, sheet!.rows[1]![0], sheet!.rows[3]![0]]).toEqual([33, '共 30 行', 't-0']);
  });
  it('that is longer goes out row by row, with the same lines as a short one', async () => {
    const whole = csvFile(titles, await gather(listOf(1_000).pages, 1_000));
    const stream = csvFile(titles, await gather(listOf(1_000).pages, 20));
    expect(stream).toBeInstanceOf(Readable);
    expect(await buffer(stream as Readable)).toEqual(whole);
  });
  it('that is longer than a sheet goes on in another, each with its header and no formula', async () => {
    const sheets = await sheetsIn(await workbookFile(titles, await gather(listOf(55).pages, 20), '', 31));
    expect(sheets.map(({ name, rows }) => [name, rows.length, rows[0]![0], rows[1]![0]])).toEqual([
      ['称号名册', 31, '称号标识', 't-0'],
      ['称号名册_2', 26, '称号标识', 't-30'],
    ]);
    expect(sheets[0]!.rows[8]!.slice(0, 2)).toEqual(['t-7', '=1+1']);
    expect(sheets[0]!.rows[1]!.slice(1, 2)).toEqual(['甲\ufffd市']);
    expect(sheets[0]!.rows[1]).toContainEqual({ is: 'date', text: '2025-09-25' });
  });
  it('reads no page before the caller takes it, and none after he has left', async () => {
    for (const fileOf of [csvFile, (...given: Parameters<typeof csvFile>) => workbookFile(...given, '')]) {
      const { pages, counted } = listOf(1_000_000);
      const stream = (await fileOf(titles, await gather(pages, 20))) as Readable;
      await new Promise((resolve) => stream.once('readable', resolve));
      stream.destroy();
      await new Promise((resolve) => stream.once('close', resolve));
      const taken = counted.read;
      expect(taken).toBeLessThan(1_000);
      for (let turn = 0; turn < 20; turn += 1) await setImmediate();
      expect(counted.read).toBe(taken);
    }
  });
  it('that fails in the middle does not end as if it were whole', async () => {
    async function* failing() {
      yield Array.from({ length: 30 }, (_, index) => rowOf(index));
      throw new Error('the list is gone');
    }
    for (const fileOf of [csvFile, (...given: Parameters<typeof csvFile>) => workbookFile(...given, '')])
      await expect(buffer((await fileOf(titles, await gather(failing(), 20))) as Readable)).rejects.toThrow('the list is gone');
  });
});
