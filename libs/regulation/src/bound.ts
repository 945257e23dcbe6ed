import { isDecimal, type Decimal } from '@minglu/kernel';

/** The demand that the words of a target make, with exact values in the unit of the target. */
export interface Bound {
  readonly kind: 'above' | 'at-least' | 'about' | 'exactly' | 'at-most' | 'below' | 'between';
  readonly value: Decimal;
  /** The upper end of `between`. */
  readonly upTo?: Decimal;
}

/** Words before a number, longest first: 超过 must not be read as 超. 力争达 promises an effort; its value is a lower bound all the same. */
const BEFORE: readonly (readonly [words: string, kind: Bound['kind']])[] = [
  ['力争达到', 'at-least'],
  ['力争达', 'at-least'],
  ['力争突破', 'above'],
  ['不少于', 'at-least'],
  ['不低于', 'at-least'],
  ['不超过', 'at-most'],
  ['不高于', 'at-most'],
  ['达到', 'at-least'],
  ['至少', 'at-least'],
  ['至多', 'at-most'],
  ['超过', 'above'],
  ['突破', 'above'],
  ['大于', 'above'],
  ['低于', 'below'],
  ['少于', 'below'],
  ['小于', 'below'],
  ['大约', 'about'],
  ['>=', 'at-least'],
  ['<=', 'at-most'],
  ['超', 'above'],
  ['达', 'at-least'],
  ['约', 'about'],
  ['≥', 'at-least'],
  ['≤', 'at-most'],
  ['>', 'above'],
  ['<', 'below'],
  ['=', 'exactly'],
];
const AFTER: Readonly<Record<string, Bound['kind']>> = { 以上: 'at-least', 以下: 'at-most', 左右: 'about' };
/** Zeros that a multiplier adds. */
const ZEROS: Readonly<Record<string, number>> = { 万: 4, 亿: 8, 万亿: 12 };
const NUMBER = /^([0-9][0-9,]*(?:\.[0-9]+)?)(万亿|万|亿)?$/u;

/**
 * Reads the words of a target: 超1万 (亿元) is above 10000, 6—8 lies between 6 and 8, 15以上 is at least 15. The words may end with `unit`.
 * Null for “—” and for words that are no number with one of the known qualifiers: nothing is guessed.
 */
export const boundOf = (words: string | null, unit = ''): Bound | null => {
  const text = withoutUnit((words ?? '').normalize('NFKC').replaceAll(/\s/gu, ''), unit.normalize('NFKC'));
  const range = /^(.+?)(?:-|–|—|~|至)(.+)$/u.exec(text);
  if (range) {
    const [value, upTo] = [numberOf(range[1]!), numberOf(range[2]!)];
    return value !== null && upTo !== null ? { kind: 'between', value, upTo } : null;
  }
  const before = BEFORE.find(([qualifier]) => text.startsWith(qualifier));
  const after = Object.keys(AFTER).find((qualifier) => text.endsWith(qualifier));
  if (before && after) return null;
  const value = numberOf(text.slice(before?.[0].length ?? 0, text.length - (after?.length ?? 0)));
  return value === null ? null : { kind: before?.[1] ?? (after === undefined ? 'exactly' : AFTER[after]!), value };
};

/** A target as the document prints it, with its unit once: 超1万亿元, 达4家. A dash stands for “none stated”. */
export const printed = (words: string | null, unit: string): string =>
  words === null || words === '—' ? '—' : `${withoutUnit(words, unit)}${unit}`;

const withoutUnit = (words: string, unit: string): string =>
  unit !== '' && words.endsWith(unit) ? words.slice(0, words.length - unit.length) : words;

const numberOf = (text: string): Decimal | null => {
  const [, digits, multiplier = ''] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return null;
  const [whole, fraction = ''] = digits.replaceAll(',', '').split('.') as [string, string?];
  const zeros = ZEROS[multiplier] ?? 0;
  const moved = `${whole}${fraction.slice(0, zeros).padEnd(zeros, '0')}`.replace(/^0+(?=\d)/u, '');
  const rest = fraction.slice(zeros);
  const value = rest === '' ? moved : `${moved}.${rest}`;
  return isDecimal(value) ? value : null;
};
