/** The JSON of items that were written before, in UTF-8. The lists remember the items that they showed, and give the same objects again. */
const written = new WeakMap<object, Buffer>();
const bytesOf = (item: object): Buffer => {
  const bytes = written.get(item) ?? Buffer.from(JSON.stringify(item));
  written.set(item, bytes);
  return bytes;
};

const COMMA = Buffer.from(',');

/** The JSON of an answer. An item of a page that was written before is not written again. */
export const pageText = (answer: unknown): string => {
  // A problem may stand in place of the page.
  if (typeof answer !== 'object' || answer === null || !('items' in answer) || !Array.isArray(answer.items)) return JSON.stringify(answer);
  const { items, ...others } = answer;
  const rest = JSON.stringify(others).slice(1);
  const parts = (items as readonly object[]).flatMap((item, index) => (index === 0 ? [bytesOf(item)] : [COMMA, bytesOf(item)]));
  const bytes = Buffer.concat([Buffer.from('{"items":['), ...parts, Buffer.from(`]${rest === '}' ? '' : ','}${rest}`)]);
  // Fastify sends bytes as they are, and its types name texts alone.
  return bytes as unknown as string;
};
