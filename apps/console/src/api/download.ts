import { request } from './client.ts';

const NAME = /filename\*=UTF-8''([^;]+)|filename="([^"]+)"/i;

/** Saves an answer as a file. A link would not carry the role of the page. */
export const download = async (path: string, fallback: string, signal?: AbortSignal): Promise<void> => {
  const response = await request(path, signal ? { signal } : {});
  const [, encoded, plain] = NAME.exec(response.headers.get('content-disposition') ?? '') ?? [];
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = encoded ? decodeURIComponent(encoded) : (plain ?? fallback);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
