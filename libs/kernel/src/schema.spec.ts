import fc from 'fast-check';
import { isDecimal } from './decimal.js';
import {
  day,
  decimal,
  decoder,
  id,
  instant,
  mapOf,
  nullable,
  oneOf,
  record,
  sha256,
  text,
  Type,
  type Static,
  type TSchema,
} from './schema.js';
import { addMonths, endOfDay, isDay, parseInstant } from './time.js';

const accepts = (schema: TSchema, value: unknown): boolean => decoder(schema)(value);
const notice = record({ noticeId: id(), postedOn: day(), note: Type.Optional(text(10)), cities: Type.Array(record({ code: id() })) });
const good: Static<typeof notice> = { noticeId: 'p1', postedOn: '2025-09-26', cities: [{ code: '330100' }] };

describe('a schema value', () => {
  it('decodes a valid value without issues', () => {
    expect([decoder(notice)(good), decoder(notice).issues(good)]).toEqual([true, []]);
  });
  it.each([
    ['an unknown field', { ...good, extra: 1 }, '/extra'],
    ['an unknown field further in', { ...good, cities: [{ code: 'a', name: 'b' }] }, '/cities/0/name'],
    ['a field of another type', { ...good, noticeId: 1 }, '/noticeId'],
    ['an item of another type', { ...good, cities: [{ code: 'a' }, 'b'] }, '/cities/1'],
    ['a day that does not exist', { ...good, postedOn: '2025-09-31' }, '/postedOn'],
    ['an optional field that is null', { ...good, note: null }, '/note'],
    ['a list instead of a record', [good], '/'],
    ['null', null, '/'],
  ])('names the path of the fault: %s', (_, value, path) => {
    expect(decoder(notice)(value)).toBe(false);
    expect(decoder(notice).issues(value)).toContainEqual({ path, problem: expect.stringMatching(/\S/) });
  });
  it('names a missing field at the path of its record', () => {
    const { postedOn: _, ...rest } = good;
    expect(decoder(notice).issues(rest)).toEqual([{ path: '/', problem: 'must have required properties postedOn' }]);
  });
  it('of a map allows no key outside the pattern', () => {
    const codes = mapOf(Type.String({ pattern: '^[0-9]{6}$' }), id());
    expect(
      [{}, { 330100: 'a' }, { other: 'a' }, { 330100: 'a', __proto__x: 'a' }, { 330100: 1 }].map((map) => accepts(codes, map)),
    ).toEqual([true, true, false, false, false]);
  });
  it('is a JSON Schema as it stands', () => {
    expect(JSON.parse(JSON.stringify(record({ kind: oneOf('city', 'park'), end: nullable(id()), note: Type.Optional(sha256()) })))).toEqual(
      {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'end'],
        properties: {
          kind: { type: 'string', enum: ['city', 'park'] },
          end: { anyOf: [{ type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }, { type: 'null' }] },
          note: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        },
      },
    );
  });
});

describe('a day', () => {
  it.each(['2024-02-29', '1900-01-01', '2199-12-31'])('is %s', (value) => expect(accepts(day(), value)).toBe(true));
  it.each([
    '2023-02-29',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-1-1',
    '20250101',
    '2025-01-01T00:00:00Z',
    '0000-01-01',
    '9999-12-31',
    '2025-01-01\n',
    20250101,
  ])('is not %j', (value) => expect(accepts(day(), value)).toBe(false));
  it('can be counted from by the rules', () => {
    const digits = fc.tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }));
    fc.assert(
      fc.property(digits, ([y, m, d]) => {
        const text = `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
        expect(accepts(day(), text)).toBe(isDay(text) && y >= 1900 && y < 2200);
        if (accepts(day(), text)) expect(endOfDay(addMonths(text, 1000))).toMatch(/^[0-9]{4}-.*T16:00:00\.000Z$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an instant', () => {
  it.each(['2025-10-11T00:00:00+08:00', '2025-10-10T16:00:00Z', '2025-10-10T16:00:00.123456789Z', '2025-10-10T16:00:00-11:30'])(
    'is %s',
    (value) => expect(accepts(instant(), value)).toBe(true),
  );
  it.each([
    ['without an offset', '2025-10-11T00:00:00'],
    ['without seconds', '2025-10-11T00:00+08:00'],
    ['with half an offset', '2025-10-11T00:00:00+08'],
    ['with an offset that does not exist', '2025-10-11T00:00:00+25:00'],
    ['on a day that does not exist', '2025-02-29T00:00:00Z'],
    ['at an hour that does not exist', '2025-10-11T24:00:00Z'],
    ['in a leap second, which `Date` does not count', '2016-12-31T23:59:60Z'],
    ['in lower case', '2025-10-11t00:00:00z'],
    ['with a space', '2025-10-11 00:00:00Z'],
    ['as a day', '2025-10-11'],
    ['as a number', 1_760_112_000_000],
  ])('is not one %s', (_, value) => expect(accepts(instant(), value)).toBe(false));
  it('that is valid is read by parseInstant', () => {
    const part = (values: readonly string[]) => fc.constantFrom(...values);
    const instants = fc.tuple(
      part(['2024-02-29', '2023-02-29', '1900-01-01', '2199-12-31', '0000-01-01', '9999-12-31']),
      part(['T', 't', ' ']),
      part(['00:00:00', '23:59:59', '23:59:60', '24:00:00', '15:59:60', '12:60:00', '12:00']),
      part(['', '.5', '.123456789', '.1234567890', '.']),
      part(['Z', 'z', '+08:00', '-08:00', '+23:59', '+24:00', '+08:60', '+0800', '']),
    );
    fc.assert(
      fc.property(instants, (parts) => {
        const text = parts.join('');
        if (accepts(instant(), text)) expect(parseInstant(text)).toMatch(/^[0-9]{4}-/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the other fields', () => {
  it('accept decimals as strings, never as numbers', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.float(), fc.constantFrom('1e3', '01', '+1', '499.99', '-3')), (value) =>
        expect(accepts(decimal(), value)).toBe(typeof value === 'string' && isDecimal(value)),
      ),
    );
  });
  it('accept identifiers of letters, digits and . _ -, never with the separators of the system', () => {
    expect(['a', 'p1', '168-2022', 'x'.repeat(64)].map((value) => accepts(id(), value))).toEqual([true, true, true, true]);
    expect(['', '-a', 'a/b', 'a:b', 'a b', '杭州', 'a\n', 'x'.repeat(65)].map((value) => accepts(id(), value))).toEqual(
      Array(8).fill(false),
    );
  });
  it('accept text that is neither blank nor too long', () => {
    expect(['达到标准', ' a '].map((value) => accepts(text(4), value))).toEqual([true, true]);
    expect(['', '  ', '\n', '12345'].map((value) => accepts(text(4), value))).toEqual(Array(4).fill(false));
  });
  it('accept one of the listed words, and a digest of 64 lower-case hex digits', () => {
    expect([accepts(oneOf('city', 'park'), 'park'), accepts(oneOf('city', 'park'), 'town')]).toEqual([true, false]);
    expect([accepts(sha256(), 'a'.repeat(64)), accepts(sha256(), 'A'.repeat(64)), accepts(sha256(), 'a'.repeat(63))]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
