import type { EventDefinition, TSchema } from '@minglu/kernel';
import { events } from '@minglu/system';
import { isPublic } from './async-api.js';
import { PUBLIC_FIELDS } from './public-fields.js';

const definitions = (Object.values(events) as unknown as readonly EventDefinition<string, TSchema>[]).filter(isPublic);
const propertiesOf = ({ payload }: { readonly payload: TSchema }) =>
  (payload as unknown as { readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> }).properties;
/** The fields that readers outside get, each with its schema and its common name. */
const fields = definitions.flatMap((one) =>
  Object.entries(propertiesOf(one))
    .filter(([name]) => one.internal?.[name] !== null)
    .map(([name, schema]) => ({ type: one.type, name, schema, common: one.commonNames?.[name] ?? name })),
);

/** Names that look like two names of one field, and are not. */
const TOLD_APART = [
  'caseId caseIds', // the own case, and all cases of the notice
  'endsAt oldEndsAt', // after the change, and before it
  'stars oldStars',
  'code newCode',
  'evaluationYear evaluationYears', // the year of a result, and the years on which an exit rests
  'evaluationYears coversYears',
  'evaluationYears firstForYears',
  'coversYears firstForYears',
];
const words = (name: string): readonly string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase().replace(/s$/, ''));
/** The same words but for `new` or `old` before them and for the number, or days, numbers and years that end alike. */
const alike = (a: string, b: string): boolean => {
  const [one, other] = [words(a), words(b)].map((each) => (['new', 'old'].includes(each[0]!) ? each.slice(1) : each));
  if (one!.join() === other!.join()) return !(a.startsWith('new') && b.startsWith('old'));
  const [last, lastOther] = [one!.at(-1)!, other!.at(-1)!];
  return a.includes('Number') || b.includes('Number') ? last === lastOther : a.endsWith('Years') && b.endsWith('Years');
};

describe('a field of a public event', () => {
  it('has a meaning, and a common name has another meaning than every other', () => {
    expect([...new Set(fields.map(({ common }) => common))].sort()).toEqual(Object.keys(PUBLIC_FIELDS).sort());
    for (const language of ['zh', 'en'] as const) {
      const meanings = Object.values(PUBLIC_FIELDS).map((one) => one[language]);
      expect(meanings.filter((one, index) => meanings.indexOf(one) !== index)).toEqual([]);
    }
  });
  it('has one name in all events: names that are alike are common names, or are told apart', () => {
    const names = [...new Set(fields.map(({ common }) => common))];
    const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b] as const));
    const found = pairs.filter(([a, b]) => alike(a, b)).map((pair) => pair.join(' '));
    const sorted = (all: readonly string[]) => all.map((pair) => pair.split(' ').sort().join(' ')).sort();
    expect(sorted(found)).toEqual(sorted(TOLD_APART));
  });
  it('of one name has one kind of value: a word, a text, a day, an instant', () => {
    const kindsOf = (schema: Readonly<Record<string, unknown>>): readonly string[] =>
      schema['anyOf']
        ? (schema['anyOf'] as readonly Readonly<Record<string, unknown>>[]).flatMap(kindsOf)
        : schema['type'] === 'null'
          ? []
          : [schema['enum'] || 'const' in schema ? 'word' : String(schema['format'] ?? schema['type'])];
    const byName = new Map<string, Set<string>>();
    for (const { common, schema } of fields) byName.set(common, (byName.get(common) ?? new Set()).add(kindsOf(schema).join()));
    expect([...byName].filter(([, kinds]) => kinds.size > 1)).toEqual([]);
  });
  it('has a common name that no other field of its event has', () => {
    for (const { type, commonNames = {}, payload } of definitions)
      for (const [own, common] of Object.entries(commonNames)) {
        expect(Object.keys(propertiesOf({ payload }))).toContain(own);
        expect({ type, taken: Object.keys(propertiesOf({ payload })).includes(common) }).toEqual({ type, taken: false });
      }
  });
  it('has a common name only where the event can be public', () => {
    const others = (Object.values(events) as unknown as readonly EventDefinition<string, TSchema>[]).filter((one) => !isPublic(one));
    expect(others.filter(({ commonNames }) => commonNames).map(({ type }) => type)).toEqual([]);
  });
});
