import { DEPOSITORS } from '@minglu/materials/routes';
import { NAMES_MATERIAL, ROLES } from '@minglu/kernel';
import { acts } from './command-handler.js';
import { events } from './registry.js';

type Schema = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a schema whose text is a digest, with whether they are marked as the name of a file. */
const digestsIn = (schema: unknown, path: string): readonly (readonly [path: string, marked: boolean])[] => {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => digestsIn(one, `${path}/${index}`));
  if (!isRecord(schema)) return [];
  const own = schema['pattern'] === '^[0-9a-f]{64}$' ? [[path, NAMES_MATERIAL in schema] as const] : [];
  return [...own, ...Object.entries(schema).flatMap(([key, inner]) => digestsIn(inner, key === 'properties' ? path : `${path}/${key}`))];
};
const all = [
  ...acts.flatMap(({ command, payload }) => digestsIn(payload, command)),
  ...Object.values(events).flatMap(({ type, payload }) => digestsIn(payload, type)),
];
const nameOf = (path: string): string => path.split('/').at(-1)!;

describe('the fields of acts and events that hold a digest', () => {
  it('are all walked', () => {
    expect(all.length).toBeGreaterThan(100);
  });
  it('are marked as the name of a file, if they are called so', () => {
    expect(all.filter(([path, marked]) => /sha256|digest/i.test(nameOf(path)) && !marked)).toEqual([]);
  });
  it('are otherwise the commitment of a sealed field, or the matter of an objection', () => {
    const others = new Set(all.filter(([, marked]) => !marked).map(([path]) => nameOf(path)));
    expect([...others].sort()).toEqual(['commitment', 'matter']);
  });
});

describe('the roles that may upload files', () => {
  it('are those of the acts that name files; the public sends small ones, and processes send none', () => {
    const naming = acts.filter(({ payload }) => JSON.stringify(payload).includes(`"${NAMES_MATERIAL}"`));
    const roles = ROLES.filter((role) => naming.some(({ by }) => Object.hasOwn(by, role)));
    expect([...DEPOSITORS].sort()).toEqual(roles.filter((role) => role !== 'public' && role !== 'system').sort());
  });
});
