import { indicators168 } from '@minglu/regulation';
import { standards, systemInForce, systemOf } from './standards.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const send = (name: string, data: object, by = admin) => ({ by, at: '2025-01-02T09:00:00+08:00', do: name, with: { ...data } });
const publish = (more: object = {}) => send('PublishIndicatorSystem', { ...indicators168, ...more });
const average = (value: string) => send('SetNationalAverage', { indicator: 'A2.1', dataYear: 2024, value, source: '工信部' });

describe('PublishIndicatorSystem (第五条)', () => {
  it('adds a version, in force from its first day', () => {
    const it = fresh();
    it.when(publish()).then('IndicatorSystemPublished');
    it.when(publish({ versionId: '200-2025', effectiveFrom: '2025-06-01' })).then('IndicatorSystemPublished');
    const state = it.state(standards);
    expect(['2022-12-01', '2025-05-31', '2025-06-01'].map((day) => systemInForce(state, day)?.versionId)).toEqual([
      '168-2022',
      '168-2022',
      '200-2025',
    ]);
    expect(systemOf(state, 'none')).toBeUndefined();
  });
  it('needs an unused version id and no contradiction', () => {
    fresh().given(publish()).when(publish()).thenRefused('id-taken');
    fresh()
      .when(publish({ tree: indicators168.tree.slice(1) }))
      .thenRefused('indicator-weights-not-100', 'measure-2022/annex');
    fresh()
      .when(publish({ controls: [{ ...indicators168.controls[0]!, indicator: 'Z9' }] }))
      .thenRefused('control-indicator-unknown', 'measure-2022/annex');
  });
});

describe('SetNationalAverage', () => {
  it('replaces an earlier average of the same year', () => {
    const it = fresh();
    it.when(average('10.0')).then('NationalAverageSet');
    it.when(average('10.1')).then('NationalAverageSet');
    expect(it.state(standards).nationalAverages).toEqual({ 'A2.1': { 2024: '10.1' } });
  });
  it('accepts exact decimals only', () => {
    for (const value of ['10,0', '1e1', '+10', '10.', 'ten']) expect(() => fresh().when(average(value))).toThrow('malformed');
  });
});

describe('PublishRulePackage (第一、二十八条)', () => {
  const rules = send('PublishRulePackage', {
    rulePackage: 'measure-2022',
    instrument: '中国软件名城管理办法',
    documentNumber: '168号',
    validFrom: null,
    repeals: ['11号'],
  });
  it('names its legal instrument, and cites the articles on basis and entry into force', () => {
    const [event] = fresh().when(rules).then('RulePackagePublished').events;
    expect(event?.data).toMatchObject({ instrument: '中国软件名城管理办法', documentNumber: '168号', repeals: ['11号'] });
    fresh()
      .when({ ...rules, by: { role: 'applicant', org: '330100', person: 'p' } })
      .thenRefused('not-authorised', 'measure-2022/1', 'measure-2022/28');
  });
  it('is published once, by the ministry administrator', () => {
    fresh().given(rules).when(rules).thenRefused('id-taken');
    fresh()
      .when({ ...rules, by: { ...admin, role: 'auditor' } })
      .thenRefused('not-authorised', 'measure-2022/28');
  });
});
