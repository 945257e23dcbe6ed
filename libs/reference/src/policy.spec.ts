import { policyValue } from '@minglu/regulation';
import { policies } from './policy.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const set = (key: string, value: unknown, by = admin) => ({
  by,
  at: '2025-01-02T09:00:00+08:00',
  do: 'SetPolicy',
  with: { key, value, documentNumber: '3号' },
});

describe('SetPolicy (口径 on which the Measure is silent)', () => {
  it('replaces the default, and may be set back to none', () => {
    const it = fresh();
    const months = () => policyValue(it.state(policies), 'policy/cooling-off-months');
    expect(months()).toBeNull();
    it.when(set('policy/cooling-off-months', 12)).then('PolicySet');
    expect(months()).toBe(12);
    it.when(set('policy/cooling-off-months', null)).then('PolicySet');
    expect(months()).toBeNull();
  });
  it('accepts a number as a string, and records it as a number', () => {
    const it = fresh();
    expect(it.when(set('policy/cooling-off-months', '12')).then('PolicySet').events[0]?.data).toMatchObject({ value: 12 });
    fresh().when(set('policy/cooling-off-months', '0')).thenRefused('policy-value-invalid', 'policy/cooling-off-months');
    for (const value of ['', '012', '1.5', '-1', '十二', 'true'])
      expect(() => fresh().when(set('policy/cooling-off-months', value))).toThrow('malformed');
  });
  it('takes a day where a day is meant, and there alone', () => {
    const it = fresh();
    expect(policyValue(it.state(policies), 'policy/measure-published-on')).toBe('2022-12-31');
    it.when(set('policy/measure-published-on', '2022-11-15')).then('PolicySet');
    expect(policyValue(it.state(policies), 'policy/measure-published-on')).toBe('2022-11-15');
    fresh().when(set('policy/measure-published-on', 20221115)).thenRefused('policy-value-invalid', 'policy/measure-published-on');
    fresh().when(set('policy/panel-minimum', '2022-11-15')).thenRefused('policy-value-invalid', 'policy/panel-minimum');
  });
  it('takes no day that is to come (decisions 27)', () => {
    fresh().when(set('policy/measure-published-on', '2025-01-03')).thenRefused('date-in-future', 'policy/measure-published-on');
    fresh().when(set('policy/measure-published-on', '2025-01-02')).then('PolicySet');
  });
  it('takes a list of hosts where one is meant, and there alone', () => {
    const it = fresh();
    expect(policyValue(it.state(policies), 'policy/portal-hosts')).toEqual(['www.miit.gov.cn']);
    it.when(set('policy/portal-hosts', ['www.miit.gov.cn', 'ythzxfw.miit.gov.cn'])).then('PolicySet');
    expect(policyValue(it.state(policies), 'policy/portal-hosts')).toEqual(['www.miit.gov.cn', 'ythzxfw.miit.gov.cn']);
    fresh().when(set('policy/portal-hosts', 5)).thenRefused('policy-value-invalid', 'policy/portal-hosts');
    fresh()
      .when(set('policy/panel-minimum', ['www.miit.gov.cn']))
      .thenRefused('policy-value-invalid', 'policy/panel-minimum');
    for (const value of [[], ['https://www.miit.gov.cn'], ['miit']])
      expect(() => fresh().when(set('policy/portal-hosts', value))).toThrow('malformed');
  });
  it('refuses an unknown key and an invalid value', () => {
    fresh().when(set('policy/unheard-of', 1)).thenRefused('unknown-policy', 'measure-2022/27');
    fresh().when(set('policy/cooling-off-months', 0)).thenRefused('policy-value-invalid', 'policy/cooling-off-months');
    fresh().when(set('policy/cooling-off-months', true)).thenRefused('policy-value-invalid', 'policy/cooling-off-months');
    fresh().when(set('policy/panel-minimum', null)).thenRefused('policy-value-invalid', 'policy/panel-minimum');
  });
  it('is reserved to the ministry administrator', () => {
    fresh()
      .when(set('policy/panel-minimum', 7, { ...admin, org: '440000' }))
      .thenRefused('not-authorised', 'measure-2022/27');
  });
});
