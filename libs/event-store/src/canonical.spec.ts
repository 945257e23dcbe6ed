import { readdirSync, readFileSync } from 'node:fs';
import library from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical.js';

// A CommonJS module whose types declare ESM.
const canonicalize = library as unknown as (value: unknown) => string | undefined;
const vectors = new URL('./fixtures/jcs/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, vectors), 'utf8');

describe('canonical JSON', () => {
  it.each(readdirSync(new URL('input/', vectors)))('matches the vector %s of RFC 8785, byte by byte', (file) => {
    const text = canonicalJson(JSON.parse(read(`input/${file}`)));
    expect(text).toBe(read(`output/${file}`));
    expect(Buffer.from(text).toString('hex')).toBe(read(`outhex/${file.replace('.json', '.txt')}`).replace(/\s/g, ''));
  });

  it('prints numbers as appendix B of RFC 8785 does', () => {
    const bits: Record<string, string> = {
      '0000000000000000': '0',
      '8000000000000000': '0',
      '0000000000000001': '5e-324',
      '8000000000000001': '-5e-324',
      '7fefffffffffffff': '1.7976931348623157e+308',
      ffefffffffffffff: '-1.7976931348623157e+308',
      '4340000000000000': '9007199254740992',
      c340000000000000: '-9007199254740992',
      '4430000000000000': '295147905179352830000',
      '44b52d02c7e14af5': '9.999999999999997e+22',
      '44b52d02c7e14af6': '1e+23',
      '44b52d02c7e14af7': '1.0000000000000001e+23',
      '444b1ae4d6e2ef4e': '999999999999999700000',
      '444b1ae4d6e2ef4f': '999999999999999900000',
      '444b1ae4d6e2ef50': '1e+21',
      '3eb0c6f7a0b5ed8c': '9.999999999999997e-7',
      '3eb0c6f7a0b5ed8d': '0.000001',
      '41b3de4355555555': '333333333.3333333',
      becbf647612f3696: '-0.0000033333333333333333',
      '43143ff3c1cb0959': '1424953923781206.2',
    };
    for (const [hex, text] of Object.entries(bits)) expect(canonicalJson(Buffer.from(hex, 'hex').readDoubleBE())).toBe(text);
  });

  it('agrees with the library `canonicalize`, and parses back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        const text = canonicalJson(value);
        expect(text).toBe(canonicalize(value));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('sorts many members as it sorts few, in any order', () => {
    const many = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(many, (keys) =>
        expect(Object.entries(JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [key, 0]))))).length).toBe(keys.length),
      ),
    );
    fc.assert(
      fc.property(many, (keys) =>
        expect(canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))).toBe(
          canonicalize(Object.fromEntries(keys.map((key) => [key, 0]))),
        ),
      ),
    );
  });

  it('omits members that are undefined', () => {
    expect(canonicalJson({ b: undefined, a: 1, c: { d: undefined } })).toBe('{"a":1,"c":{}}');
  });

  it('refuses values that JSON cannot carry', () => {
    const refused: readonly unknown[] = [
      NaN,
      Infinity,
      -Infinity,
      [-Infinity],
      undefined,
      [undefined],
      new Array(1),
      () => 0,
      { f: () => 0 },
      [Symbol('s')],
      1n,
      '\ud800',
      'a\udc00b',
      { '\ud83d': 1 },
      ['\ude00\ud83d'],
      new Date(0),
      new Map(),
      { at: new Date(0) },
    ];
    for (const value of refused) expect(() => canonicalJson(value)).toThrow('no canonical JSON for');
  });
});
