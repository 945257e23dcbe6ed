import { BYTE_ORDER_MARK, lineOf, quotedText } from '@minglu/csv-text';
import { request } from './client.ts';

const NAME = /filename\*=UTF-8''([^;]+)|filename="([^"]+)"/i;

/**
 * Saves an answer as a file. A link would not carry the role of the page.
 *
 * @param onProgress gets the part that has come, from 0 to 1, where the length is known
 */
export const download = async (path: string, fallback: string, onProgress: (part: number) => void): Promise<void> => {
  const response = await request(path);
  const [, encoded, plain] = NAME.exec(response.headers.get('content-disposition') ?? '') ?? [];
  const length = Number(response.headers.get('content-length') ?? 0);
  let received = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      received += chunk.length;
      if (length > 0) onProgress(Math.min(received / length, 1));
      controller.enqueue(chunk);
    },
  });
  const content = await new Response(response.body?.pipeThrough(counted) ?? null).blob();
  save(content, encoded ? decodeURIComponent(encoded) : (plain ?? fallback));
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
