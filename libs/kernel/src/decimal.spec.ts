import fc from 'fast-check';
import { compareDecimals, isDecimal } from './decimal.js';

/** A decimal built from its parts, with its value as a fraction: numerator / 10^digits. */
const decimals = fc
  .record({
    negative: fc.boolean(),
    whole: fc.oneof(fc.constantFrom(0n, 1n, 500n, 10n ** 29n), fc.bigInt({ min: 0n, max: 10n ** 30n - 1n })),
    fraction: fc.oneof(fc.constantFrom('', '0', '00', '5', '50', '000000000000000001'), fc.stringMatching(/^[0-9]{1,18}$/)),
  })
  .map(({ negative, whole, fraction }) => ({
    text: `${negative ? '-' : ''}${whole}${fraction && `.${fraction}`}`,
    numerator: (negative ? -1n : 1n) * (whole * 10n ** BigInt(fraction.length) + BigInt(fraction || '0')),
    denominator: 10n ** BigInt(fraction.length),
  }));

describe('an exact decimal', () => {
  it('may have a sign and up to 18 decimals', () => {
    fc.assert(fc.property(decimals, ({ text }) => expect(isDecimal(text)).toBe(true)));
  });
  it.each([
    ['an empty string', ''],
    ['a sign alone', '-'],
    ['a leading plus', '+1'],
    ['a leading zero', '01'],
    ['no whole part', '.5'],
    ['no fraction after the point', '5.'],
    ['two points', '1.2.3'],
    ['an exponent', '1e3'],
    ['a thousands separator', '1,000'],
    ['a decimal comma', '1,5'],
    ['a space before', ' 1'],
    ['a line feed behind', '1\n'],
    ['a full-width digit', '１'],
    ['a hexadecimal number', '0x10'],
    ['not a number', 'NaN'],
    ['infinity', 'Infinity'],
    ['a word with a number', '约2万'],
    ['a dash for “not stated”', '—'],
    ['more than thirty digits', '1'.repeat(31)],
    ['more than eighteen decimals', `0.${'1'.repeat(19)}`],
  ])('is not %s', (_, text) => expect(isDecimal(text)).toBe(false));
});

describe('the comparison of decimals', () => {
  it('compares their exact values', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const difference = a.numerator * b.denominator - b.numerator * a.denominator;
        expect(compareDecimals(a.text, b.text)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
      { numRuns: 1_000 },
    );
  });
  it('distinguishes values that floating point would not', () => {
    expect(compareDecimals('0.300000000000000001', '0.3')).toBe(1);
    expect(compareDecimals('9007199254740993', '9007199254740992')).toBe(1);
  });
  it('treats 500 as equal to 500.00, and -0 to 0', () => {
    expect([compareDecimals('500', '500.00'), compareDecimals('-0.00', '0')]).toEqual([0, 0]);
  });
  it('puts 499.99 below 500', () => expect(compareDecimals('499.99', '500')).toBe(-1));
});
