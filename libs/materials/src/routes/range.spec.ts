import fc from 'fast-check';
import { isKnownTo, wantedPart } from './range.js';

const wanted = (range?: string, ifRange?: string, size = 1_000) => wantedPart({ range, 'if-range': ifRange }, size, '"a"');

describe('the wanted part of a file', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=0-', { first: 0, last: 999 }],
    ['bytes=500-1999', { first: 500, last: 999 }],
    ['bytes=-1', { first: 999, last: 999 }],
    ['bytes=-5000', { first: 0, last: 999 }],
  ])('is that of %s', (range, part) => expect(wanted(range)).toEqual(part));
  it.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0'])('is not there for %s', (range) => expect(wanted(range)).toBe('unsatisfiable'));
  it.each([undefined, '', 'bytes=', 'bytes=5-4', 'bytes=0-1,5-6', 'bytes=a-b', 'lines=0-1', 'bytes=0-1 ', `bytes=0-${'9'.repeat(16)}`])(
    'is all of it for %s',
    (range) => expect(wanted(range)).toBe('whole'),
  );
  it('is all of it when the file is another one than the caller has a part of', () => {
    expect(wanted('bytes=0-1', '"a"')).toEqual({ first: 0, last: 1 });
    for (const other of ['"b"', 'W/"a"', 'Mon, 30 Nov 2026 00:00:00 GMT']) expect(wanted('bytes=0-1', other)).toBe('whole');
  });
  it('lies within the file, whatever is asked', () => {
    const number = fc.option(fc.nat(2_000), { nil: undefined });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 1_500 }), (first, last, size) => {
        const part = wanted(`bytes=${first ?? ''}-${last ?? ''}`, undefined, size);
        if (typeof part === 'string') return;
        expect(part.first).toBeGreaterThanOrEqual(0);
        expect(part.last).toBeGreaterThanOrEqual(part.first);
        expect(part.last).toBeLessThan(size);
      }),
    );
  });
});

describe('a caller who has the file already', () => {
  it.each(['"a"', 'W/"a"', '"b", "a"', '*'])('says so by %s', (text) => expect(isKnownTo(text, '"a"')).toBe(true));
  it.each([undefined, '', '"b"', 'a'])('does not by %s', (text) => expect(isKnownTo(text, '"a"')).toBe(false));
});
