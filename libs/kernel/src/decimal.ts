/**
 * Exact decimals as strings: `"499.99"`, `"-3"`, `"13.10"`. No exponent, no leading plus, no thousands separator.
 * They are compared without floating point.
 */
export type Decimal = string & { readonly __decimal?: never };

export const DECIMAL_PATTERN = '^-?(0|[1-9][0-9]{0,29})(\\.[0-9]{1,18})?$';
const DECIMAL = new RegExp(DECIMAL_PATTERN);

export const isDecimal = (text: string): text is Decimal => DECIMAL.test(text);

/** -1, 0 or 1 for a < b, a = b, a > b; `"500"` equals `"500.00"`. */
export const compareDecimals = (a: Decimal, b: Decimal): number => {
  const scale = Math.max(fractionDigits(a), fractionDigits(b));
  const difference = scaled(a, scale) - scaled(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

const fractionDigits = (text: string): number => {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
};
const scaled = (text: string, scale: number): bigint => BigInt(text.replace('.', '')) * 10n ** BigInt(scale - fractionDigits(text));
