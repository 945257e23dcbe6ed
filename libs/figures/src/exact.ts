import type { Decimal } from '@minglu/kernel';

/** An exact fraction. Figures are never floating-point numbers: a ratio of two of them stays a fraction. The denominator is positive. */
export interface Exact {
  readonly over: bigint;
  readonly under: bigint;
}

export const exact = (decimal: Decimal): Exact => {
  const point = decimal.indexOf('.');
  const places = point < 0 ? 0 : decimal.length - point - 1;
  return { over: BigInt(decimal.replace('.', '')), under: 10n ** BigInt(places) };
};
export const plus = (a: Exact, b: Exact): Exact => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under });
export const minus = (a: Exact, b: Exact): Exact => plus(a, { over: -b.over, under: b.under });
export const times = (a: Exact, b: Exact): Exact => ({ over: a.over * b.over, under: a.under * b.under });
/** @param b not zero */
export const ratio = (a: Exact, b: Exact): Exact =>
  b.over < 0n ? { over: -a.over * b.under, under: a.under * -b.over } : { over: a.over * b.under, under: a.under * b.over };
export const size = ({ over, under }: Exact): Exact => ({ over: over < 0n ? -over : over, under });
/** -1, 0 or 1 for a < b, a = b, a > b. */
export const compare = (a: Exact, b: Exact): number => {
  const difference = a.over * b.under - b.over * a.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const isZero = ({ over }: Exact): boolean => over === 0n;

/** The nearest decimal with so many places, halves away from zero; without trailing zeros. */
export const rounded = ({ over, under }: Exact, places: number): Decimal => {
  const scale = 10n ** BigInt(places);
  const doubled = (over < 0n ? -over : over) * scale * 2n;
  const whole = (doubled + under) / (under * 2n);
  const digits = whole.toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  const short = text.includes('.') ? text.replace(/\.?0+$/u, '') : text;
  return over < 0n && whole > 0n ? `-${short}` : short;
};

/** The decimal of a fraction that has one, without trailing zeros: `8124000000` for 81.24 亿. */
export const plain = ({ over, under }: Exact): Decimal => rounded({ over, under }, under.toString().length);
