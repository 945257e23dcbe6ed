import type { Succession } from '@minglu/reference';
import { idsWithin, inOneCity } from './territory.js';

const division = (kind: string, code: string, newCode: string, effectiveDate: string) => ({
  kind,
  code,
  newCode,
  newName: '某市',
  effectiveDate,
});
const park = (kind: string, parkId: string, more: object, effectiveDate: string) => ({
  kind,
  parkId,
  newParkId: parkId,
  newName: '某园',
  newCityCode: '330100',
  effectiveDate,
  documentNumber: '1号',
  ...more,
});
const succession = {
  divisions: [division('merged', '330600', '330100', '2025-06-01'), division('recoded', '440300', '449000', '2025-07-01')],
  parks: [
    park('moved', 'k1', { newCityCode: '440300' }, '2025-06-01'),
    park('merged', 'k2', { newParkId: 'k3', newCityCode: '330600' }, '2025-06-01'),
    park('succeeded', 'k3', { operatorCode: 'O' }, '2025-07-01'),
  ],
} as unknown as Succession;
const ids = (org: string, day: string) => [...idsWithin(org, { at: `${day}T04:00:00.000Z`, succession })].sort();

describe('the ids within an organisation (decisions 38)', () => {
  it.each([
    ['330100', '2025-05-31', ['330100']],
    ['330100', '2025-06-01', ['330100', '330600', 'k2']],
    ['330600', '2025-06-01', ['330600']],
    ['330000', '2025-06-01', ['330000', '330600', 'k2']],
    ['449000', '2025-07-01', ['440300', '449000', 'k1']],
    ['440000', '2025-07-01', ['440000', '440300', 'k1']],
    ['k3', '2025-06-01', ['k2', 'k3']],
    ['O', '2025-06-30', ['O']],
    ['O', '2025-07-01', ['O', 'k2', 'k3']],
    ['999999', '2025-07-01', ['999999']],
  ])('of %s on %s are %j', (org, day, expected) => {
    expect(ids(org, day)).toEqual(expected);
  });
});

describe('two applicants', () => {
  const shaoxing = { applicant: '330600', cityCode: '330600' };
  const hangzhou = { applicant: '330100', cityCode: '330100' };
  const moved = { applicant: 'k1', cityCode: '330100' };
  const inOne = (one: typeof moved, other: typeof moved, day: string) => inOneCity(one, other, succession, day as never);
  it('lie in one city from the day of the change on', () => {
    expect(['2025-05-31', '2025-06-01'].map((day) => inOne(shaoxing, hangzhou, day))).toEqual([false, true]);
    expect(['2025-05-31', '2025-06-01'].map((day) => inOne(moved, hangzhou, day))).toEqual([true, false]);
  });
  it('do not, where a code is unknown', () => {
    const unknown = { applicant: '999999', cityCode: '999999' };
    expect(inOne(unknown, unknown, '2025-06-01')).toBe(false);
  });
});
