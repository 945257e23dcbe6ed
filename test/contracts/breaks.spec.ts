import { decoder, id, mapOf, nullable, oneOf, record, text, Type, type TSchema } from '@minglu/kernel';
import fc from 'fast-check';
import { breaksBetween, brokenPromises, type Break, type JsonSchema } from './breaks.js';

const committed = (schema: TSchema | object): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema;
const between = (old: TSchema | object, next: TSchema | object): readonly Break[] => breaksBetween(committed(old), committed(next));
const kinds = (breaks: readonly Break[]) => breaks.map(({ path, kind }) => `${kind} ${path}`);
/** A record with one field `f`. */
const field = (schema: TSchema) => record({ f: schema });

describe('a contract is kept', () => {
  it.each<[string, TSchema | object, TSchema | object]>([
    ['when nothing changes', field(text()), field(text())],
    ['by a new optional field', record({ a: id() }), record({ a: id(), b: Type.Optional(id()) })],
    ['by a field that becomes optional', record({ a: id() }), record({ a: Type.Optional(id()) })],
    ['by one more value of an enumeration', field(oneOf('city', 'park')), field(oneOf('park', 'city', 'district'))],
    ['by an enumeration that becomes free text', field(oneOf('city', 'park')), field(text())],
    ['by a constant that becomes an enumeration', field(Type.Literal('a')), field(oneOf('a', 'b'))],
    ['by a field that may now be null', field(id()), field(nullable(id()))],
    ['by one more branch of a union', field(Type.Union([id(), Type.Integer()])), field(Type.Union([Type.Null(), Type.Integer(), id()]))],
    [
      'by longer texts and larger numbers',
      record({ t: text(10), n: Type.Integer({ minimum: 1, maximum: 5 }) }),
      record({ t: text(20), n: Type.Integer({ minimum: 0, maximum: 9 }) }),
    ],
    ['by a bound that is lifted', field(Type.Array(id(), { minItems: 1, maxItems: 2 })), field(Type.Array(id()))],
    ['by a pattern that is lifted', field(id()), field(Type.String())],
    ['by integers that become numbers', field(Type.Integer()), field(Type.Number())],
    [
      'by a map that takes no key outside its pattern any more',
      field(Type.Record(Type.String({ pattern: '^[0-9]$' }), id())),
      field(mapOf(Type.String({ pattern: '^[0-9]$' }), id())),
    ],
    ['by a record that opens for other fields', record({ a: id() }), Type.Object({ a: id() })],
    ['by another title or role', { ...field(id()), title: 'a', 'x-roles': ['a'] }, { ...field(id()), title: 'b', 'x-roles': ['b'] }],
  ])('%s', (_, old, next) => expect(between(old, next)).toEqual([]));
});

describe('a contract is broken', () => {
  it.each<[string, TSchema | object, TSchema | object, string[]]>([
    ['by a field that is removed', record({ a: id(), b: Type.Optional(id()) }), record({ a: id() }), ['field-removed b']],
    ['by a field that is renamed', record({ a: id(), b: id() }), record({ a: id(), c: id() }), ['field-removed b', 'new-field-required c']],
    [
      'by a field that is renamed and optional',
      record({ b: Type.Optional(id()) }),
      record({ c: Type.Optional(id()) }),
      ['field-removed b'],
    ],
    ['by a field that is made required', record({ a: Type.Optional(id()) }), record({ a: id() }), ['field-made-required a']],
    ['by a new field that is required', record({}), record({ a: id() }), ['new-field-required a']],
    ['by another type', field(Type.String()), field(Type.Integer()), ['narrowed f']],
    ['by numbers that become integers', field(Type.Number()), field(Type.Integer()), ['narrowed f']],
    ['by a type if there was none', field(Type.Unknown()), field(Type.String()), ['narrowed f']],
    ['by a value of an enumeration that is removed', field(oneOf('a', 'b')), field(oneOf('a')), ['narrowed f']],
    ['by a value that the new text does not allow', field(oneOf('a b')), field(id()), ['narrowed f']],
    ['by text that becomes an enumeration', field(text()), field(oneOf('a')), ['narrowed f']],
    ['by a constant that changes', field(Type.Literal(true)), field(Type.Literal(false)), ['narrowed f']],
    ['by null that is not allowed any more', field(nullable(id())), field(id()), ['narrowed f']],
    [
      'by a branch of a union that narrows',
      field(Type.Union([text(10), Type.Null()])),
      field(Type.Union([text(9), Type.Null()])),
      ['narrowed f'],
    ],
    ['by shorter text', field(text(10)), field(text(9)), ['narrowed f']],
    ['by a bound if there was none', field(Type.Integer()), field(Type.Integer({ minimum: 0 })), ['narrowed f']],
    ['by a list that must not be empty', field(Type.Array(id())), field(Type.Array(id(), { minItems: 1 })), ['narrowed f']],
    ['by items that must differ', field(Type.Array(id())), field(Type.Array(id(), { uniqueItems: true })), ['narrowed f']],
    ['by another pattern', field(Type.String({ pattern: '^a' })), field(Type.String({ pattern: '^b' })), ['narrowed f']],
    ['by a new format', field(Type.String()), field(Type.String({ format: 'date' })), ['narrowed f']],
    ['by a record that closes', Type.Object({ a: id() }), record({ a: id() }), ['narrowed ']],
    ['by a new field in an open record', Type.Object({}), Type.Object({ a: Type.Optional(id()) }), ['narrowed a']],
    [
      'by names that are not allowed any more',
      field(Type.Record(Type.String({ pattern: '^[0-9]$' }), id())),
      field(Type.Record(Type.String({ pattern: '^[1-9]$' }), id())),
      ['field-removed f.^[0-9]$', 'narrowed f.^[1-9]$'],
    ],
    [
      'in a nested field',
      field(Type.Array(record({ a: nullable(record({ b: id() })) }))),
      field(Type.Array(record({ a: nullable(record({})) }))),
      ['field-removed f[].a.b'],
    ],
    [
      'by a field that no longer goes to the vault',
      { properties: { f: { type: 'string', 'x-sealed': true } } },
      { properties: { f: { type: 'string' } } },
      ['unsealed f'],
    ],
    ['by another classification', { 'x-classification': 'PUBLIC' }, { 'x-classification': 'INTERNAL' }, ['reclassified ']],
  ])('%s', (_, old, next, expected) => expect(kinds(between(old, next))).toEqual(expected));

  it('with a detail of the change', () => {
    expect(between(field(oneOf('a', 'b')), field(oneOf('a')))).toEqual([{ path: 'f', kind: 'narrowed', detail: 'no longer b' }]);
    expect(between(field(text(10)), field(text(9)))).toEqual([{ path: 'f', kind: 'narrowed', detail: 'maxLength 10 → 9' }]);
  });
});

describe('a promise to a reader of events', () => {
  const lost = (old: TSchema | object, next: TSchema | object) =>
    brokenPromises(committed(old), committed(next)).map(({ path, detail }) => `${path} ${detail}`);
  it.each<[string, TSchema | object, TSchema | object, string[]]>([
    ['by a field that becomes optional', record({ a: id() }), record({ a: Type.Optional(id()) }), ['a may now be left out']],
    ['by a field that may be null', field(id()), field(nullable(id())), ['f may now be null']],
    ['by a field that may also be a number', field(id()), field(Type.Union([id(), Type.Integer()])), ['f may now be integer']],
    ['by a field of any type', field(id()), field(Type.Unknown()), ['f may now be anything']],
    ['by integers that may be fractions', field(Type.Integer()), field(Type.Number()), ['f may now be number']],
    [
      'by a nested field that becomes optional',
      field(Type.Array(record({ a: nullable(record({ b: id() })) }))),
      field(Type.Array(record({ a: nullable(record({ b: Type.Optional(id()) })) }))),
      ['f[].a.b may now be left out'],
    ],
  ])('is broken %s', (_, old, next, expected) => expect(lost(old, next)).toEqual(expected));
  it.each<[string, TSchema | object, TSchema | object]>([
    ['when nothing changes', field(nullable(id())), field(nullable(id()))],
    ['by a new field', record({ a: id() }), record({ a: id(), b: Type.Optional(nullable(id())) })],
    ['by a new value of an enumeration', field(oneOf('a', 'b')), field(oneOf('a', 'b', 'c'))],
    ['by longer text', field(text(10)), field(text(20))],
    ['by numbers that become integers', field(Type.Number()), field(Type.Integer())],
    ['by a field that becomes required', record({ a: Type.Optional(id()) }), record({ a: id() })],
  ])('is kept %s', (_, old, next) => expect(lost(old, next)).toEqual([]));
});

describe('for any two schemas', () => {
  type Pair = readonly [TSchema, TSchema];
  const leaf = fc.oneof(
    fc.constantFrom<TSchema[]>(
      Type.Boolean(),
      Type.Null(),
      Type.Integer(),
      Type.Number(),
      Type.String(),
      id(),
      Type.Literal('a'),
      oneOf('a', 'b'),
      Type.String({ maxLength: 1 }),
    ),
    fc.integer({ min: -1, max: 2 }).map((minimum) => Type.Integer({ minimum })),
    fc.integer({ min: -1, max: 2 }).map((maximum) => Type.Number({ maximum })),
  );
  /** Two schemas of a similar shape: the second is an edited version of the first. */
  const { pair: pairs } = fc.letrec<{ pair: Pair; member: readonly [TSchema | null, TSchema | null] }>((tie) => ({
    pair: fc.oneof(
      { depthSize: 'small' },
      leaf.map((one): Pair => [one, one]),
      fc.tuple(leaf, leaf),
      fc
        .array(tie('pair'), { minLength: 1, maxLength: 3 })
        .chain((branches) =>
          fc
            .subarray(branches, { minLength: 1 })
            .map((some): Pair => [Type.Union(some.map(([old]) => old)), Type.Union(branches.map(([, next]) => next))]),
        ),
      fc
        .tuple(tie('pair'), fc.nat(1), fc.nat(1))
        .map(([[old, next], was, is]): Pair => [Type.Array(old, { minItems: was }), Type.Array(next, { minItems: is })]),
      fc.tuple(fc.dictionary(fc.constantFrom('a', 'b'), tie('member')), fc.boolean()).map(([fields, open]): Pair => {
        const side = (index: 0 | 1) =>
          Object.fromEntries(Object.entries(fields).flatMap(([name, both]) => (both[index] ? [[name, both[index]]] : [])));
        return [record(side(0)), open ? Type.Object(side(1)) : record(side(1))];
      }),
    ),
    member: fc.tuple(tie('pair'), fc.constantFrom('same', 'loosened', 'tightened', 'added', 'removed')).map(([[old, next], how]) => {
      switch (how) {
        case 'loosened':
          return [old, Type.Optional(next)] as const;
        case 'tightened':
          return [Type.Optional(old), next] as const;
        case 'added':
          return [null, Type.Optional(next)] as const;
        case 'removed':
          return [Type.Optional(old), null] as const;
        default:
          return [old, next] as const;
      }
    }),
  }));
  const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown[]>(true, null, 'a', 'b', 'ab', '', -1, 0, 1, 2, 0.5),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')).map((one) => ({ ...one })),
    ),
  }));

  it('a schema has no break with itself', () => {
    fc.assert(fc.property(pairs, ([schema]) => expect(between(schema, schema)).toEqual([])));
  });
  it('a schema breaks no promise of its own', () => {
    fc.assert(fc.property(pairs, ([schema]) => expect(brokenPromises(committed(schema), committed(schema))).toEqual([])));
  });
  it('every valid value stays valid if there is no break', () => {
    let tried = 0;
    fc.assert(
      fc.property(pairs, fc.array(values, { minLength: 20, maxLength: 20 }), ([old, next], samples) => {
        if (between(old, next).length) return;
        for (const sample of samples.filter(decoder(old))) {
          tried += 1;
          expect({ sample, issues: decoder(next).issues(sample) }).toEqual({ sample, issues: [] });
        }
      }),
      { numRuns: 500 },
    );
    // The property means something only if contracts were kept and values were valid.
    expect(tried).toBeGreaterThan(100);
  });
});
