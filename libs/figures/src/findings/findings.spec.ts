import { indicators168 } from '@minglu/regulation';
import { honestCity } from '../testing/index.js';
import type { Statement } from '../statement.js';
import type { ApplicantFigures } from './finding.js';
import { findingsOf } from './findings-of.js';
import { sharedFigures } from './identical.js';
import { relationsOf, type Relations } from './relations.js';

const relations = relationsOf(indicators168);
const [model] = honestCity(1).statements;
let place = 0;
const say = (
  stage: Statement['stage'],
  indicator: string,
  dataYear: number,
  value: string,
  unit = '亿元',
  more: Partial<Statement> = {},
): Statement => ({
  ...model!,
  stage,
  eventId: `e-${stage}`,
  caseId: 'a',
  indicator,
  dataYear,
  value,
  unit,
  period: null,
  publisher: null,
  position: (place += 1),
  ...more,
});
const of = (...statements: readonly Statement[]): ApplicantFigures => ({ applicant: '330100', applicantName: '杭州市', statements });
const found = (figures: ApplicantFigures, own: Relations = relations) =>
  findingsOf(figures, own).map(({ code, sources }) => [code, ...sources.map(({ value, stage }) => `${stage} ${value}`)]);

describe('contradictions', () => {
  it('name both places, the lowest and the highest value', () => {
    const figures = of(
      say('application', 'A1.1', 2024, '800'),
      say('self-assessment', 'A1.1', 2024, '830'),
      say('evaluation', 'A1.1', 2024, '950'),
    );
    expect(found(figures)).toEqual([['contradiction', 'application 800', 'evaluation 950']]);
    const [{ sentence }] = findingsOf(figures, relations) as [ReturnType<typeof findingsOf>[number]];
    expect(sentence.zh).toBe(
      '申请中 2024 年 A1.1 为 800 亿元，年度评估中 2024 年 A1.1 为 950 亿元，相差超过修订容差（1%，比率为 0.5 个百分点）。供人工核对，不表示存在问题。',
    );
    expect(sentence.en).toMatch(/it states no fault\.$/u);
  });
  it('are none within the tolerance, in other units of the same base, and for parts of a year', () => {
    expect(found(of(say('application', 'A1.1', 2024, '800'), say('evaluation', 'A1.1', 2024, '808')))).toEqual([]);
    expect(found(of(say('application', 'A1.1', 2024, '800'), say('evaluation', 'A1.1', 2024, '8000000', '万元')))).toEqual([]);
    expect(found(of(say('application', 'A2.1', 2024, '13.1', '%'), say('evaluation', 'A2.1', 2024, '13.6', '%')))).toEqual([]);
    expect(
      found(of(say('application', 'A1.1', 2024, '800'), say('monitoring', 'A1.1', 2024, '190', '亿元', { isWholeYear: false }))),
    ).toEqual([]);
  });
  it('count the last statement of a place, and name a restatement of it beyond the tolerance', () => {
    const first = say('self-assessment', 'A1.1', 2024, '800');
    const again = say('self-assessment', 'A1.1', 2024, '900', '亿元', { eventId: 'e-later' });
    expect(found(of(first, again))).toEqual([['restated', 'self-assessment 800', 'self-assessment 900']]);
  });
  it('take a later release of monitoring data as a revision', () => {
    const release = (value: string, name: string) =>
      say('monitoring', 'A1.1', 2024, value, '亿元', { publisher: '市统计局', period: '2024', release: name, eventId: `e-${name}` });
    expect(found(of(release('800', '快报'), release('900', '年报')))).toEqual([]);
  });
});

describe('growth', () => {
  const years = (rate: string) =>
    of(say('evaluation', 'A1.1', 2023, '1000'), say('evaluation', 'A1.1', 2024, '1100'), say('evaluation', 'A2.1', 2024, rate, '%'));
  it('is compared with the totals of both years', () => {
    expect(found(years('12.9'))).toEqual([]);
    expect(found(years('13.1'))).toEqual([['growth-mismatch', 'evaluation 13.1', 'evaluation 1000', 'evaluation 1100']]);
  });
  it('of three times in a year is for a person to check, but not among small numbers', () => {
    const twice = (before: string, after: string) =>
      of(say('evaluation', 'D2.2', 2023, before, '个'), say('evaluation', 'D2.2', 2024, after, '个'));
    expect(found(twice('40', '120'))).toEqual([['impossible-growth', 'evaluation 40', 'evaluation 120']]);
    expect(found(twice('120', '40'))).toHaveLength(1);
    expect(found(twice('40', '119'))).toEqual([]);
    expect(found(twice('2', '9'))).toEqual([]);
  });
});

describe('values', () => {
  it('that the definition excludes: a share above 100 %, a part of a thing', () => {
    expect(found(of(say('evaluation', 'B2.3', 2024, '100.1', '%')))).toEqual([['impossible-value', 'evaluation 100.1']]);
    expect(found(of(say('evaluation', 'D2.2', 2024, '12.5', '个')))).toEqual([['impossible-value', 'evaluation 12.5']]);
    expect(found(of(say('evaluation', 'D2.2', 2024, '1.25', '万个'), say('evaluation', 'B2.3', 2024, '100', '%')))).toEqual([]);
  });
  it('a share that no whole number of the enterprises makes', () => {
    const share = (value: string) => of(say('evaluation', 'A1.2', 2024, '60', '家'), say('evaluation', 'B1.1', 2024, value, '%'));
    expect(found(share('18.33'))).toEqual([]);
    expect(found(share('18.40'))).toEqual([['share-of-no-count', 'evaluation 18.40', 'evaluation 60']]);
  });
  it('parts that do not make their total, where the system defines one', () => {
    const own: Relations = { ...relations, sums: [{ total: 'A1.1', parts: ['P1', 'P2'] }] };
    const parts = (total: string) =>
      of(say('evaluation', 'A1.1', 2024, total), say('evaluation', 'P1', 2024, '600.4'), say('evaluation', 'P2', 2024, '3995000', '万元'));
    expect(found(parts('1000'), own)).toEqual([]);
    expect(found(parts('1100'), own)).toEqual([['sum-mismatch', 'evaluation 1100', 'evaluation 600.4', 'evaluation 3995000']]);
    expect(found(parts('1100'))).toEqual([]);
  });
  it('the same value in two years, with five digits or more', () => {
    const twice = (value: string) => of(say('evaluation', 'A1.1', 2023, value), say('evaluation', 'A1.1', 2024, value));
    expect(found(twice('1812.4'))).toEqual([['same-in-two-years', 'evaluation 1812.4', 'evaluation 1812.4']]);
    expect(found(twice('1800.0'))).toEqual([]);
  });
});

describe('figures of two applicants', () => {
  const city = (applicant: string, ...values: readonly string[]): ApplicantFigures => ({
    applicant,
    applicantName: applicant,
    statements: values.map((value, index) => say('evaluation', `C2.${index + 1}`, 2024, value, '亿元', { caseId: applicant })),
  });
  const between = (...cities: readonly ApplicantFigures[]) =>
    cities.map((one) =>
      findingsOf(one, relations, sharedFigures(cities).get(one.applicant)).map(({ code, sources }) => [code, sources.length]),
    );
  it('are named to both if three are the same, or one of seven digits', () => {
    const three = ['812.45', '33.417', '5.0219'];
    expect(between(city('x', ...three), city('y', ...three))).toEqual([
      [['identical-across-applicants', 6]],
      [['identical-across-applicants', 6]],
    ]);
    expect(between(city('x', '812.4517'), city('y', '812.4517'))).toEqual([
      [['identical-across-applicants', 2]],
      [['identical-across-applicants', 2]],
    ]);
  });
  it('may be the same by chance: two of them, or round ones', () => {
    expect(between(city('x', '812.45', '33.417'), city('y', '812.45', '33.417'))).toEqual([[], []]);
    expect(between(city('x', '1000', '2000', '3000'), city('y', '1000', '2000', '3000'))).toEqual([[], []]);
  });
});

describe('the tests of digits', () => {
  const many = (count: number, value: (index: number) => string) =>
    of(...Array.from({ length: count }, (_, index) => say('evaluation', `Z${index}`, 2024, value(index), '项')));
  it('do not run on few values', () => {
    expect(found(many(44, (index) => `${100 + index}7`))).toEqual([]);
    expect(
      findingsOf(
        many(45, (index) => `${100 + index}7`),
        relations,
      ),
    ).toMatchObject([{ code: 'last-digits', test: { n: 45, minimum: 45 } }]);
  });
  it('state their assumption, threshold and rate of false findings', () => {
    const [{ test, sentence }] = findingsOf(
      many(60, (index) => `${100 + index}7`),
      relations,
    ) as [ReturnType<typeof findingsOf>[number]];
    expect(test).toMatchObject({ statistic: 'χ²(8) = 480.0', threshold: '26.124', falsePositiveRate: '0.001' });
    expect([test!.nullHypothesis.zh, sentence.zh]).toEqual([expect.stringContaining('均匀分布'), expect.stringContaining('7 出现 60 次')]);
  });
});
