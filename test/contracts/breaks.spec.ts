import { decoder, id, nullable, oneOf, record, text, Type, type TSchema } from '@minglu/kernel';
import fc from 'fast-check';
import { breaksBetween, promisesBroken, type Break, type JsonSchema } from './breaks.js';

const committed = (schema: TSchema | object): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema;
const between = (old: TSchema | object, next: TSchema | object): readonly Break[] => breaksBetween(committed(old), committed(next));
const kinds = (breaks: readonly Break[]) => breaks.map(({ path, kind }) => `${kind} ${path}`);
/** Of a field `f` in a record. */
const field = (schema: TSchema) => record({ f: schema });

describe('a contract is kept', () => {
  it.each<[string, TSchema | object, TSchema | object]>([
    ['when nothing changes', field(text()), field(text())],
    ['by a new optional field', record({ a: id() }), record({ a: id(), b: Type.Optional(id()) })],
    ['by a field that need not be given any more', record({ a: id() }), record({ a: Type.Optional(id()) })],
    ['by one more word', field(oneOf('city', 'park')), field(oneOf('park', 'city', 'district'))],
    ['by words that become free text', field(oneOf('city', 'park')), field(text())],
    ['by a constant that becomes one of several words', field(Type.Literal('a')), field(oneOf('a', 'b'))],
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
    ['by a record that opens for other fields', record({ a: id() }), Type.Object({ a: id() })],
    ['by other words of its title', { ...field(id()), title: 'a', 'x-roles': ['a'] }, { ...field(id()), title: 'b', 'x-roles': ['b'] }],
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
    ['by a type where there was none', field(Type.Unknown()), field(Type.String()), ['narrowed f']],
    ['by a word that is lost', field(oneOf('a', 'b')), field(oneOf('a')), ['narrowed f']],
    ['by a word that the new text does not allow', field(oneOf('a b')), field(id()), ['narrowed f']],
    ['by text that becomes words', field(text()), field(oneOf('a')), ['narrowed f']],
    ['by a constant that changes', field(Type.Literal(true)), field(Type.Literal(false)), ['narrowed f']],
    ['by null that is not allowed any more', field(nullable(id())), field(id()), ['narrowed f']],
    [
      'by a branch of a union that narrows',
      field(Type.Union([text(10), Type.Null()])),
      field(Type.Union([text(9), Type.Null()])),
      ['narrowed f'],
    ],
    ['by shorter text', field(text(10)), field(text(9)), ['narrowed f']],
    ['by a bound where there was none', field(Type.Integer()), field(Type.Integer({ minimum: 0 })), ['narrowed f']],
    ['by a list that must not be empty any more', field(Type.Array(id())), field(Type.Array(id(), { minItems: 1 })), ['narrowed f']],
    ['by items that must differ', field(Type.Array(id())), field(Type.Array(id(), { uniqueItems: true })), ['narrowed f']],
    ['by another pattern', field(Type.String({ pattern: '^a' })), field(Type.String({ pattern: '^b' })), ['narrowed f']],
    ['by a new format', field(Type.String()), field(Type.String({ format: 'date' })), ['narrowed f']],
    ['by a record that closes', Type.Object({ a: id() }), record({ a: id() }), ['narrowed ']],
    ['by a name for what was free', Type.Object({}), Type.Object({ a: Type.Optional(id()) }), ['narrowed a']],
    [
      'by names that are not allowed any more',
      field(Type.Record(Type.String({ pattern: '^[0-9]$' }), id())),
      field(Type.Record(Type.String({ pattern: '^[1-9]$' }), id())),
      ['field-removed f.^[0-9]$', 'narrowed f.^[1-9]$'],
    ],
    [
      'far inside',
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
    ['by another circle of those who may know', { 'x-classification': 'PUBLIC' }, { 'x-classification': 'INTERNAL' }, ['reclassified ']],
  ])('%s', (_, old, next, expected) => expect(kinds(between(old, next))).toEqual(expected));

  it('and says how', () => {
    expect(between(field(oneOf('a', 'b')), field(oneOf('a')))).toEqual([{ path: 'f', kind: 'narrowed', detail: 'no longer b' }]);
    expect(between(field(text(10)), field(text(9)))).toEqual([{ path: 'f', kind: 'narrowed', detail: 'maxLength 10 → 9' }]);
  });
});

describe('to a reader of events', () => {
  const lost = (old: TSchema | object, next: TSchema | object) =>
    promisesBroken(committed(old), committed(next)).map(({ path, detail }) => `${path} ${detail}`);
  it.each<[string, TSchema | object, TSchema | object, string[]]>([
    ['a field that may be left out', record({ a: id() }), record({ a: Type.Optional(id()) }), ['a may now be left out']],
    ['a field that may be null', field(id()), field(nullable(id())), ['f may now be null']],
    ['a field that may be a number too', field(id()), field(Type.Union([id(), Type.Integer()])), ['f may now be integer']],
    ['a field that may be anything', field(id()), field(Type.Unknown()), ['f may now be anything']],
    ['integers that may be fractions', field(Type.Integer()), field(Type.Number()), ['f may now be number']],
    [
      'a field far inside',
      field(Type.Array(record({ a: nullable(record({ b: id() })) }))),
      field(Type.Array(record({ a: nullable(record({ b: Type.Optional(id()) })) }))),
      ['f[].a.b may now be left out'],
    ],
  ])('%s is a promise broken', (_, old, next, expected) => expect(lost(old, next)).toEqual(expected));
  it.each<[string, TSchema | object, TSchema | object]>([
    ['nothing that changes', field(nullable(id())), field(nullable(id()))],
    ['a new field', record({ a: id() }), record({ a: id(), b: Type.Optional(nullable(id())) })],
    ['a new word', field(oneOf('a', 'b')), field(oneOf('a', 'b', 'c'))],
    ['longer text', field(text(10)), field(text(20))],
    ['numbers that are now whole', field(Type.Number()), field(Type.Integer())],
    ['a field that is now always there', record({ a: Type.Optional(id()) }), record({ a: id() })],
  ])('%s is none', (_, old, next) => expect(lost(old, next)).toEqual([]));
});

describe('whatever two schemas say', () => {
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
  /** Two schemas of about the same shape: the second as an editor might leave it. */
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

  it('a schema keeps to itself', () => {
    fc.assert(fc.property(pairs, ([schema]) => expect(between(schema, schema)).toEqual([])));
  });
  it('a schema promises what it promises', () => {
    fc.assert(fc.property(pairs, ([schema]) => expect(promisesBroken(committed(schema), committed(schema))).toEqual([])));
  });
  it('every value that was valid is valid still where no break is found', () => {
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
    // It says something only where contracts are kept and values are valid.
    expect(tried).toBeGreaterThan(100);
  });
});
