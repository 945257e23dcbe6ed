import { mismatches } from './match.js';

describe('a partial pattern', () => {
  it('matches a value with more fields, at any depth', () => {
    expect(mismatches({ a: { b: 1 }, list: [{ x: 'y' }] }, { a: { b: 1, c: 2 }, list: [{ x: 'y', z: 0 }], more: true })).toEqual([]);
  });
  it('reports every difference', () => {
    expect(mismatches({ a: { b: 1 }, c: 2, list: [1, 2] }, { a: { b: 3 }, list: [1, 4] })).toEqual([
      { path: 'a.b', expected: 1, actual: 3 },
      { path: 'c', expected: 2, actual: undefined },
      { path: 'list[1]', expected: 2, actual: 4 },
    ]);
  });
  it('does not match a list of another length, or a value that is no object', () => {
    expect(mismatches({ a: [1] }, { a: [1, 2] })).toHaveLength(1);
    expect(mismatches({ a: { b: 1 } }, { a: 'b' })).toHaveLength(1);
    expect(mismatches({ a: [] }, {})).toHaveLength(1);
  });
  it('compares instants at any offset, days and other values exactly', () => {
    expect(mismatches({ at: '2025-10-11T00:00:00+08:00' }, { at: '2025-10-10T16:00:00.000Z' })).toEqual([]);
    expect(mismatches({ at: '2025-10-11T00:00:00+08:00' }, { at: '2025-10-10T16:00:01.000Z' })).toHaveLength(1);
    expect(mismatches({ on: '2025-10-11' }, { on: '2025-10-10T16:00:00.000Z' })).toHaveLength(1);
  });
  it('distinguishes numbers from decimals', () => {
    expect(mismatches({ value: 10 }, { value: '10' })).toHaveLength(1);
    expect(mismatches({ value: '500.00' }, { value: '500' })).toHaveLength(1);
  });
  it('matches null with an absent field, and ignores inherited fields', () => {
    expect(mismatches({ a: null }, {})).toEqual([]);
    expect(mismatches({ a: null }, { a: 1 })).toHaveLength(1);
    expect(mismatches({ toString: null }, {})).toEqual([]);
  });
});
