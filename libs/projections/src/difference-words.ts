import { inShanghai, type Bilingual } from '@minglu/kernel';
import type { Change } from './difference.js';
import { nameOfField } from './field-names.js';
import { wordOf } from './names.js';

/** The most items of a list, or fields of a record, that a sentence names. */
const NAMED = 6;

/** A change as a sentence for an officer. */
export const sentenceOf = ({ path, before, after }: Change): Bilingual => {
  const [place, where] = [placeOf(path), path.map((name) => (isField(name) ? spaced(name) : `“${name}”`)).join(' › ')];
  const isAdded = before === undefined || before === null;
  const isGone = after === undefined || after === null;
  if (isAdded) return { zh: `${place}：增加${inWords(after)}。`, en: `${where}: added ${plainly(after)}.` };
  if (isGone) return { zh: `${place}：不再有${inWords(before)}。`, en: `${where}: no longer ${plainly(before)}.` };
  return {
    zh: `${place}：由${inWords(before)}改为${inWords(after)}。`,
    en: `${where}: from ${plainly(before)} to ${plainly(after)}.`,
  };
};

/** The name of a field in the words of an officer; undefined for the facts of an item. */
const isField = (name: string): boolean => nameOfField(name) !== undefined;

/** `期限“公示期满 p-1”的最后一日`. */
const placeOf = (path: readonly string[]): string =>
  path.reduce((text, name) => (isField(name) ? `${text}${text === '' ? '' : '的'}${nameOfField(name)}` : `${text}“${wordsIn(name)}”`), '');

const wordsIn = (text: string): string => text.split(' ').map(wordOf).join(' ');

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const shownText = (text: string): string => (INSTANT.test(text) ? inShanghai(text).slice(0, 16).replace('T', ' ') : text);

const inWords = (value: unknown): string => {
  if (value === undefined || value === null) return '“无”';
  if (typeof value === 'boolean') return value ? '“是”' : '“否”';
  if (typeof value === 'string') return `“${wordOf(shownText(value))}”`;
  if (typeof value !== 'object') return `“${String(value)}”`;
  if (Array.isArray(value))
    return value.length === 0
      ? '“无”'
      : `${value.slice(0, NAMED).map(inWords).join('、')}${value.length > NAMED ? `等 ${value.length} 项` : ''}`;
  const facts = scalars(value).map(([name, one]) => `${nameOfField(name) ?? name}${inWords(one)}`);
  return facts.length > 0 ? `（${facts.join('，')}）` : '';
};

const plainly = (value: unknown): string => {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return `“${shownText(value)}”`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value))
    return value.length === 0
      ? 'none'
      : `${value.slice(0, NAMED).map(plainly).join(', ')}${value.length > NAMED ? ` and others, ${value.length} in all` : ''}`;
  const facts = scalars(value).map(([name, one]) => `${spaced(name)} ${plainly(one)}`);
  return facts.length > 0 ? `(${facts.join(', ')})` : '';
};

/** The first fields of a record that hold one value. */
const scalars = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value)
    .filter(([, one]) => one !== null && typeof one !== 'object')
    .slice(0, NAMED);

/** `lastDay` as `last day`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
