/** Text of HTML. Only {@link markup} makes it, so that no text of a case can become markup. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Html[];

/** Markup with parts in it. Each part that is not markup itself is escaped. */
export const markup = (fixed: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(fixed.map((one, index) => one + (index < parts.length ? shown(parts[index]!) : '')).join(''));

const shown = (part: Part): string => {
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? part.map(({ text }) => text).join('') : escaped(String(part));
};

/** Characters without a shape could hide or turn round the text beside them. They are shown as a box. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string =>
  text.replace(UNSEEN, (one) => (one === '\n' ? one : '\u25a1')).replace(/[&<>"']/g, (one) => ENTITIES[one]!);
