import fc from 'fast-check';
import { NotStrictJson, parseStrictJson } from './strict-json.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const faultOf = (body: Uint8Array): readonly [string, string | null] => {
  try {
    parseStrictJson(body);
    return ['none', null];
  } catch (error) {
    if (error instanceof NotStrictJson) return [error.fault, error.pointer];
    throw error;
  }
};
const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;

describe('a body in JSON', () => {
  it.each<[string, string, string, string | null]>([
    ['a key twice', '{"a":1,"b":{"c":1,"c":1}}', 'duplicate-key', '/b/c'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}', 'duplicate-key', '/a'],
    ['a key twice, in an object of a list', '[{},{"x/y":1,"x/y":2}]', 'duplicate-key', '/1/x~1y'],
    ['a depth of 33', `[${nested(32)}]`, 'too-deep', '/0/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0/a/0'],
    ['NUL in a text', '{"a":["\\u0000"]}', 'forbidden-character', '/a/0'],
    ['NUL in a key', '{"\\u0000":1}', 'forbidden-character', '/\0'],
    ['half a surrogate pair', '{"a":"\\ud800"}', 'forbidden-character', '/a'],
    ['the other half', '{"a":"x\\udc00x"}', 'forbidden-character', '/a'],
    ['half a surrogate pair in a key', '{"\\ud800":1}', 'forbidden-character', '/\ufffd'],
    ['halves in the wrong order', '["\\udc00\\ud800"]', 'forbidden-character', '/0'],
    ['__proto__', '{"data":{"__proto__":{"x":1}}}', 'forbidden-key', '/data/__proto__'],
    ['__proto__, escaped', '{"\\u005f_proto__":1}', 'forbidden-key', '/__proto__'],
    ['constructor.prototype', '{"constructor":{"prototype":{}}}', 'forbidden-key', '/constructor/prototype'],
    ['a byte order mark', '\ufeff{}', 'invalid-request', null],
    ['a comment', '{/* x */}', 'invalid-request', null],
    ['a comma too many', '[1,]', 'invalid-request', null],
    ['two values', '{}{}', 'invalid-request', null],
    ['nothing', '', 'invalid-request', null],
    ['a quarter of a million brackets', '['.repeat(250_000), 'invalid-request', null],
  ])('with %s is refused with a pointer', (_, body, fault, pointer) => expect(faultOf(bytes(body))).toEqual([fault, pointer]));

  it.each<[string, readonly number[]]>([
    ['half a character', [0x22, 0xe4, 0xb8, 0x22]],
    ['GB 18030', [0x22, 0xc3, 0xfb, 0x22]],
    ['a surrogate written in bytes', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a NUL written in two bytes', [0x22, 0xc0, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x22, 0x00, 0x22, 0x00]],
  ])('with bytes that are not UTF-8 is refused: %s', (_, body) => expect(faultOf(Uint8Array.from(body))).toEqual(['invalid-utf-8', null]));

  it.each(['{"constructor":1,"prototype":{}}', '{"a":{"b":1},"c":{"b":1}}', nested(32), '"😀 名录"', '0'])('may be %s', (body) =>
    expect(parseStrictJson(bytes(body))).toEqual(JSON.parse(body)),
  );

  it('has exactly the value of JSON.parse if it is accepted, for any text', () => {
    // Texts near JSON: a value with some of its characters replaced.
    const near = fc
      .tuple(fc.json({ maxDepth: 4 }), fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\u0ae1 '))))
      .map(([text, edits]) =>
        edits.reduce((body, [at, by]) => body.slice(0, at % (body.length + 1)) + by + body.slice((at % (body.length + 1)) + 1), text),
      );
    fc.assert(
      fc.property(near, (text) => {
        const fault = faultOf(bytes(text));
        if (fault[0] === 'none') expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text));
        else expect(fault[0] === 'invalid-request').toBe(!isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never accepted with a character that its bytes do not hold', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), fc.nat(), fc.integer({ min: 0, max: 255 }), (text, at, by) => {
        const body = bytes(text);
        body[at % body.length] = by;
        // The text of an accepted body has the bytes that came.
        if (faultOf(body)[0] === 'none') expect(Buffer.from(Buffer.from(body).toString())).toEqual(Buffer.from(body));
      }),
      { numRuns: 2_000 },
    );
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
