import { compareDecimals, isDecimal } from '@minglu/kernel';
import { assert, bigInt, integer, property, record } from 'fast-check';
import { compare, exact, minus, plain, plus, ratio, rounded, times } from './exact.js';
import { amountKey, amountOf, isRate, significant } from './unit.js';

const decimals = record({ whole: bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), places: integer({ min: 0, max: 12 }) }).map(
  ({ whole, places }) => plain({ over: whole, under: 10n ** BigInt(places) }),
);

describe('exact figures', () => {
  it('are read and written without loss', () => {
    assert(
      property(decimals, (one) => {
        expect(isDecimal(one)).toBe(true);
        expect(compareDecimals(plain(exact(one)), one)).toBe(0);
      }),
    );
  });
  it('add, multiply and divide as numbers do, however many digits they have', () => {
    assert(
      property(decimals, decimals, decimals, (a, b, c) => {
        const [x, y, z] = [exact(a), exact(b), exact(c)];
        expect(compare(times(x, plus(y, z)), plus(times(x, y), times(x, z)))).toBe(0);
        expect(compare(minus(plus(x, y), y), x)).toBe(0);
        if (y.over !== 0n) expect(compare(times(ratio(x, y), y), x)).toBe(0);
        expect(compare(x, y)).toBe(compareDecimals(a, b));
      }),
    );
  });
  it('round halves away from zero, and leave no zeros behind the point', () => {
    const shown = (one: string, places: number) => rounded(exact(one), places);
    expect([shown('2.345', 2), shown('-2.345', 2), shown('0.04', 1), shown('-0.04', 1), shown('12.50', 3), shown('7', 0)]).toEqual([
      '2.35',
      '-2.35',
      '0',
      '0',
      '12.5',
      '7',
    ]);
  });
});

describe('units', () => {
  it('compare by their base: 亿元 with 万元, not with 家', () => {
    expect(amountKey('1.20', '亿元')).toBe(amountKey('12000', '万元'));
    expect(amountKey('1.2', '万亿元')).toBe(amountKey('12000', '亿元'));
    expect(amountOf('5', '万家').base).toBe('家');
    expect(amountKey('5', '家')).not.toBe(amountKey('5', '个'));
    expect(amountOf('5', '万').base).toBe('万');
  });
  it('tell rates from amounts, whatever the width of the sign', () => {
    expect(['%', '％', '‰', '百分点', '亿元', '家'].map(isRate)).toEqual([true, true, true, true, false, false]);
  });
  it('leave significant digits alone', () => {
    expect(['812.40', '0.0510', '-3', '0'].map(significant)).toEqual(['81240', '510', '3', '']);
  });
});
