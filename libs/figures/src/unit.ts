import { isDecimal, type Decimal } from '@minglu/kernel';
import { normalForm } from '@minglu/regulation';
import { exact, plain, times, type Exact } from './exact.js';

/** Multipliers that a unit begins with, longest first: 亿元 is 100,000,000 元. */
const MULTIPLIERS: readonly (readonly [word: string, zeros: number])[] = [
  ['万亿', 12],
  ['亿', 8],
  ['千万', 7],
  ['百万', 6],
  ['万', 4],
];

/** A unit as its base and the power of ten before it. A unit that is only a multiplier, like 万, is its own base. */
const partsOf = (unit: string): { readonly base: string; readonly zeros: number } => {
  const own = normalForm(unit);
  const found = MULTIPLIERS.find(([word]) => own.startsWith(word) && own.length > word.length);
  return found ? { base: own.slice(found[0].length), zeros: found[1] } : { base: own, zeros: 0 };
};

/** An amount in the base of its unit, so that 亿元 and 万元 compare. */
export interface Amount {
  readonly base: string;
  readonly value: Exact;
}
export const amountOf = (value: Decimal, unit: string): Amount => {
  const { base, zeros } = partsOf(unit);
  return { base, value: times(exact(value), { over: 10n ** BigInt(zeros), under: 1n }) };
};

/** An amount as one text: the same for 1.20 亿元 and 12000 万元. */
export const amountKey = (value: Decimal, unit: string): string => {
  const { base, value: own } = amountOf(value, unit);
  return `${plain(own)} ${base}`;
};

/** True for a rate or a share, which is compared by percentage points. */
export const isRate = (unit: string): boolean => ['%', '‰', '个百分点', '百分点'].includes(partsOf(unit).base);

/** The significant digits of a value: `81240` for `812.40`. Empty for zero. */
export const significant = (value: Decimal): string => (isDecimal(value) ? value.replace(/[-.]/gu, '').replace(/^0+/u, '') : '');
