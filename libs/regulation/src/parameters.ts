import type { Bilingual, Day } from '@minglu/kernel';
import type { Provision } from './provision.js';

export const RULE_PACKAGE = 'measure-2022';

/** The legal instrument of the rule package. */
export const rulePackage = {
  id: RULE_PACKAGE,
  title: { zh: '中国软件名城管理办法', en: 'Measure on the title 中国软件名城' },
  documentNumber: '工信部信发〔2022〕168号',
  /** In force from its publication (art. 28). The source does not give the day; press reports say December 2022. */
  publishedOn: null,
  publishedAbout: { month: '2022-12', source: 'press' },
  repeals: '工信部信软〔2017〕11号',
} as const;

/** A value of a parameter and the days on which it applies. */
interface ParameterVersion {
  readonly value: number;
  /** First day; null: from the publication of the rule package, whose day is not known. */
  readonly validFrom: Day | null;
  /** Last day; null: until further notice. */
  readonly validTo: Day | null;
}

/** A number in the text of the Measure. */
interface Parameter {
  readonly title: Bilingual;
  readonly provision: Provision;
  readonly unit: 'working-days' | 'years' | 'parks' | 'stars';
  /** Oldest first, without gaps. */
  readonly versions: readonly ParameterVersion[];
}

const sincePublication = (value: number): readonly ParameterVersion[] => [{ value, validFrom: null, validTo: null }];

export const parameters = {
  'priority-parks': {
    title: { zh: '优先创建所需中国软件名园数', en: 'titled parks that give priority' },
    provision: 'measure-2022/6',
    unit: 'parks',
    versions: sincePublication(2),
  },
  'creation-years': {
    title: { zh: '创建周期', en: 'creation cycle' },
    provision: 'measure-2022/15',
    unit: 'years',
    versions: sincePublication(3),
  },
  'minimum-creation-years': {
    title: { zh: '缩短后的最短创建周期（原则上）', en: 'shortest cycle, in principle' },
    provision: 'measure-2022/15',
    unit: 'years',
    versions: sincePublication(2),
  },
  'publicity-working-days': {
    title: { zh: '公示期', en: 'publicity window' },
    provision: 'measure-2022/18',
    unit: 'working-days',
    versions: sincePublication(5),
  },
  'maximum-stars': {
    title: { zh: '最高星级', en: 'highest stars' },
    provision: 'measure-2022/24',
    unit: 'stars',
    versions: sincePublication(3),
  },
  'rectification-stars': {
    title: { zh: '给予提醒、责令整改的星级', en: 'stars that call for a reminder and rectification' },
    provision: 'measure-2022/24',
    unit: 'stars',
    versions: sincePublication(1),
  },
  'exit-streak-years': {
    title: { zh: '公告退出所需连续一星年数', en: 'one-star years in a row that lead to the exit' },
    provision: 'measure-2022/24',
    unit: 'years',
    versions: sincePublication(2),
  },
} as const satisfies Readonly<Record<string, Parameter>>;

type ParameterName = keyof typeof parameters;

/**
 * The version that applies on a day; throws a RangeError if there are no versions.
 * A day before publication gets the first version: a record pins its rule package, and the day does not choose it.
 * An example is a creation under the 2017 rules that continues under art. 28.
 */
export const versionOn = (versions: readonly ParameterVersion[], on: Day): ParameterVersion => {
  const holding = versions.findLast((version) => version.validFrom === null || version.validFrom <= on) ?? versions[0];
  if (!holding) throw new RangeError('a parameter has no version');
  return holding;
};

/** The value of a parameter that applies on a day. */
export const parameter = (name: ParameterName, on: Day): number => versionOn(parameters[name].versions, on).value;

/** The highest value of a parameter on any day, for schemas. */
export const highestValue = (name: ParameterName): number => Math.max(...parameters[name].versions.map(({ value }) => value));

/** The value that applies to the evaluation of a year: that of its last day. */
export const parameterOfYear = (name: ParameterName, year: number): number => parameter(name, `${year}-12-31`);
