import { BYTE_ORDER_MARK, lineOf, quotedText } from '@minglu/csv-text';
import { request } from './client.ts';

const NAME = /filename\*=UTF-8''([^;]+)|filename="([^"]+)"/i;

/** Saves an answer as a file. A link would not carry the role of the page. */
export const download = async (path: string, fallback: string, signal?: AbortSignal): Promise<void> => {
  const response = await request(path, signal ? { signal } : {});
  const [, encoded, plain] = NAME.exec(response.headers.get('content-disposition') ?? '') ?? [];
  save(await response.blob(), encoded ? decodeURIComponent(encoded) : (plain ?? fallback));
};

const save = (content: Blob, name: string): void => {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

type Cell = string | number | null;

/** Saves rows that a page shows as CSV. Numbers stay numbers; a text never becomes a formula. */
export const saveCsv = (name: string, rows: readonly (readonly Cell[])[]): void => {
  const field = (value: Cell): string => (typeof value === 'string' ? quotedText(value) : String(value ?? ''));
  save(new Blob([BYTE_ORDER_MARK, ...rows.map((row) => lineOf(row.map(field)))], { type: 'text/csv' }), name);
};
