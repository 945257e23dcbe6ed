import { defineEvent, id, nullable, oneOf, record, Type, type EventDefinition, type TSchema } from '@minglu/kernel';
import { events } from '@minglu/system';
import { possibleClasses } from './async-api.js';
import { samplesOf } from './samples.js';

const definitions = Object.values(events) as unknown as readonly EventDefinition<string, TSchema>[];

describe('the samples of a payload', () => {
  it('cover each choice once, with the first choice of the other fields', () => {
    const schema = record({
      word: oneOf('a', 'b'),
      maybe: nullable(id()),
      within: record({ yes: Type.Boolean() }),
      list: Type.Array(Type.Literal(1)),
      more: Type.Optional(Type.Integer({ minimum: 3 })),
    });
    const first = { word: 'a', maybe: 'a', within: { yes: false }, list: [1], more: 3 };
    const { more: _, ...without } = first;
    expect(samplesOf(schema)).toEqual([
      first,
      { ...first, word: 'b' },
      { ...first, maybe: null },
      { ...first, within: { yes: true } },
      { ...first, list: [] },
      without,
    ]);
  });
  it.each(definitions.map((one) => [one.type, one] as const))('exist for %s and cover its classes', (_, definition) => {
    expect(samplesOf(definition.payload).length).toBeGreaterThan(0);
    expect(possibleClasses(definition).length).toBeGreaterThan(typeof definition.classification === 'function' ? 1 : 0);
  });
  it('reject an event whose classification no sample covers', () => {
    const odd = defineEvent({
      type: 'Odd',
      version: 1,
      title: { zh: '怪', en: 'Odd' },
      classification: ({ word }) => (word === 'no sample says this' ? 'PUBLIC' : 'INTERNAL'),
      payload: record({ word: Type.String() }),
    });
    expect(() => possibleClasses(odd as unknown as EventDefinition<string, TSchema>)).toThrow('Odd is classified by its payload');
  });
});
