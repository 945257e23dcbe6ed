import { FIELD_NAMES } from '@minglu/projections';
import { registry } from './registry.js';

describe('the names of fields', () => {
  it('are there in Chinese for each field of each event that a form can record', () => {
    const fieldsOf = (schema: unknown): readonly string[] => {
      if (typeof schema !== 'object' || schema === null) return [];
      const { properties = {}, items, anyOf = [] } = schema as { properties?: object; items?: unknown; anyOf?: readonly unknown[] };
      return [...Object.keys(properties), ...[...Object.values(properties), items, ...anyOf].flatMap(fieldsOf)];
    };
    const fields = new Set([...registry.definitions.values()].flatMap(({ payload }) => fieldsOf(payload)));
    expect(fields.size).toBeGreaterThan(250);
    expect([...fields].filter((field) => !/\p{Script=Han}/u.test(FIELD_NAMES[field] ?? ''))).toEqual([]);
  });
});
