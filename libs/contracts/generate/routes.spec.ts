import { decoder, routesOf, type TSchema } from '@minglu/kernel';
import { acts } from '@minglu/system';

const routes = routesOf(acts);
const fieldsOf = (schema: unknown) => Object.keys((schema as { properties: Record<string, TSchema> }).properties);

describe('the route of an act', () => {
  it('is there for every act that a caller may perform', () => {
    const without = acts.filter(({ command }) => !routes.some(({ act }) => act.command === command));
    expect(without.map(({ command, by }) => [command, Object.keys(by)])).toEqual([
      ['RecordConfiguration', ['system']],
      ['RecordRefusedSignIns', ['system']],
      ['RecordSelfCheckFinding', ['system']],
      ['RecomputeDeadlines', ['system']],
      ['PassDeadline', ['system']],
    ]);
  });
  it('is of no other act', () => {
    const shapes = routes.map(({ path }) => path.replaceAll(/\{\w+\}/g, '{}'));
    expect(shapes).toEqual([...new Set(shapes)]);
  });
  it.each(routes)('$path has small letters, hyphens and fields of the payload', ({ path, method, fields, act }) => {
    expect([method, path]).toEqual(['POST', expect.stringMatching(/^\/[a-z-]+(\/\{\w+\}\/[a-z-]+)?$/)]);
    expect(fieldsOf(act.payload)).toEqual(expect.arrayContaining([...fields]));
  });
});

describe('the id that the server makes', () => {
  const making = acts.filter(({ newId }) => newId !== undefined);
  it.each(making)('of $command is a field of the payload, which takes it', ({ newId, payload }) => {
    const schema = (payload as unknown as { properties: Record<string, TSchema> }).properties[newId as string]!;
    expect(decoder(schema)('objection-7k3m-q9x2-4hnp')).toBe(true);
  });
  it('is never an id in the path', () => {
    expect(routes.filter(({ act, fields }) => fields.includes(act.newId as string))).toEqual([]);
  });
});
