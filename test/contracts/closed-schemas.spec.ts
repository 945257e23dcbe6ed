import { acts, events } from '@minglu/system';

/** Paths of the objects in a JSON Schema that allow fields which it does not name. */
const openObjects = (schema: unknown, path: string): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, additionalProperties } = schema as Readonly<Record<string, unknown>>;
  const isOpen = type === 'object' && additionalProperties !== false;
  return [...(isOpen ? [path] : []), ...Object.entries(schema).flatMap(([key, inner]) => openObjects(inner, `${path}/${key}`))];
};

describe('the schemas of commands and events', () => {
  it('have in commands no object and no map that allows a field which they do not name', () => {
    expect(acts.flatMap(({ command, payload }) => openObjects(payload, command))).toEqual([]);
  });
  it('are as closed in events, with the maps that are read as they were stored', () => {
    expect(Object.values(events).flatMap(({ type, payload }) => openObjects(payload, type))).toEqual([
      'CampaignOpened/properties/approvers',
    ]);
  });
  it('are all walked: an open record or map inside a list, a union or a map is found', () => {
    const open = { type: 'object', properties: {} };
    const map = { type: 'object', patternProperties: { '^a$': open } };
    expect(openObjects({ items: { anyOf: [{ type: 'string' }, open, map] } }, 'X')).toEqual([
      'X/items/anyOf/1',
      'X/items/anyOf/2',
      'X/items/anyOf/2/patternProperties/^a$',
    ]);
  });
});
