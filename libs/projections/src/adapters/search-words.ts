import { LRUCache } from 'lru-cache';
import { pinyin } from 'pinyin-pro';

/** Letters and digits in one form: full-width as ASCII, small letters, without blanks and punctuation. So 〔2022〕 and [2022] are found alike. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

const OPTIONS = { toneType: 'none', type: 'array', v: true } as const;

/** Names as they were spelled: each is written for several audiences, and looked for again and again. */
const spelled = new LRUCache<string, string>({ max: 10_000 });
/** A name in pinyin, syllable by syllable, in small letters. */
export const inPinyin = (name: string): string => {
  const letters = spelled.get(name) ?? plain(pinyin(name, OPTIONS).join(''));
  spelled.set(name, letters);
  return letters;
};
const initials = (name: string): string => plain(pinyin(name, { ...OPTIONS, pattern: 'first' }).join(''));

/** The words of names that were looked at: there are few names, and each is looked at again and again. */
const words = new LRUCache<string, readonly string[]>({ max: 10_000 });
/** The words by which a name is found: itself, its pinyin and the first letters of that. */
const wordsOfName = (name: string): readonly string[] => {
  const all = words.get(name) ?? [plain(name), inPinyin(name), initials(name)];
  words.set(name, all);
  return all;
};

/** True if a name is found by these letters, which are in the plain form. */
export const isFoundBy = (name: string, wanted: string): boolean => wordsOfName(name).some((word) => word.includes(wanted));

/** The runs of digits in a text: by them the number of a document is found. */
export const figuresIn = (text: string): readonly string[] => [...new Set(text.normalize('NFKC').match(/[0-9]+/g) ?? [])];

/** True if a text may be a part of a document's number. A year alone is in too many. */
export const isOfDocument = (text: string): boolean => {
  const figures = figuresIn(text);
  return figures.length > 0 && !(plain(text) === figures[0] && /^(?:19|20)[0-9]{2}$/.test(figures[0]));
};
