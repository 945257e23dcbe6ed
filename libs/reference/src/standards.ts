import {
  accept,
  day,
  decimal,
  newEvent,
  nullable,
  record,
  ref,
  refuse,
  text,
  Type,
  type Day,
  type Decimal,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { checkIndicatorSystem, indicatorSystem, type IndicatorSystem } from '@minglu/regulation';
import { byMinistryAdmin, idTaken, referenceAct } from './act.js';
import { documentedEvent } from './document.js';

export const standardEvents = {
  RulePackagePublished: documentedEvent({
    type: 'RulePackagePublished',
    version: 1,
    title: { zh: '规则包已发布', en: 'Rule package published' },
    freeText: { document: ['rulePackage', 'instrument', 'documentNumber', 'repeals[]'] },
    classification: 'INTERNAL',
    payload: record({
      rulePackage: text(64),
      instrument: text(200),
      documentNumber: text(200),
      /** Null if the source does not give it. */
      validFrom: nullable(day()),
      repeals: Type.Array(text(200)),
    }),
  }),
  IndicatorSystemPublished: documentedEvent({
    type: 'IndicatorSystemPublished',
    version: 1,
    title: { zh: '指标体系已发布', en: 'Indicator system published' },
    freeText: {
      indicator: [
        'tree[].zh',
        'tree[].en',
        'tree[].children[].zh',
        'tree[].children[].en',
        'tree[].children[].children[].zh',
        'tree[].children[].children[].en',
        'tree[].children[].children[].source_typography',
        'controls[].zh',
        'controls[].unit',
      ],
    },
    classification: 'PUBLIC',
    commonNames: { effectiveFrom: 'effectiveDate' },
    payload: indicatorSystem,
  }),
  NationalAverageSet: documentedEvent({
    type: 'NationalAverageSet',
    version: 1,
    title: { zh: '全国平均值已登记', en: 'National average set' },
    freeText: { indicator: ['indicator', 'source'] },
    classification: 'INTERNAL',
    payload: record({ indicator: text(16), dataYear: Type.Integer(), value: decimal(), source: text() }),
  }),
};
export type StandardEvent = EventOf<typeof standardEvents>;

/** The standards of a review: rule packages, versions of the indicator system, national averages. */
export interface Standards {
  readonly rulePackages: readonly string[];
  /** In order of publication. */
  readonly systems: readonly IndicatorSystem[];
  /** indicator → data year → value. */
  readonly nationalAverages: Readonly<Record<string, Readonly<Record<string, Decimal>>>>;
}

/** One small stream. A decision that uses it records the version of the indicator system. */
export const standardsCategory: StreamCategory<Standards, StandardEvent> = {
  name: 'standards',
  events: standardEvents,
  initial: { rulePackages: [], systems: [], nationalAverages: {} },
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'RulePackagePublished':
        return { ...state, rulePackages: [...state.rulePackages, data.rulePackage] };
      case 'IndicatorSystemPublished':
        return { ...state, systems: [...state.systems, data] };
      case 'NationalAverageSet':
        return {
          ...state,
          nationalAverages: {
            ...state.nationalAverages,
            [data.indicator]: { ...state.nationalAverages[data.indicator], [data.dataYear]: data.value },
          },
        };
    }
  },
};
export const standards = ref(standardsCategory, 'national');

/** The indicator system in force on a day: the one with the latest `effectiveFrom` that is not after the day. */
export const systemInForce = ({ systems }: Standards, on: Day): IndicatorSystem | undefined =>
  systems
    .filter((system) => from(system) <= on)
    .reduce<IndicatorSystem | undefined>((best, system) => (best && from(best) > from(system) ? best : system), undefined);
/** A system without a first day has always been in force. */
const from = ({ effectiveFrom }: IndicatorSystem): Day => effectiveFrom ?? '0000-01-01';
export const systemOf = ({ systems }: Standards, versionId: string): IndicatorSystem | undefined =>
  systems.find((system) => system.versionId === versionId);

/** Publishes a rule package (规则包): the Measure and its validity. */
export const publishRulePackage = referenceAct({
  command: 'PublishRulePackage',
  route: 'POST /rule-packages',
  title: { zh: '发布规则包', en: 'Publish a rule package' },
  legalBasis: ['measure-2022/28', 'measure-2022/1'],
  payload: standardEvents.RulePackagePublished.payload,
  dates: {
    validFrom: { effect: 'the first day of the instrument as its text states it; replays name the package in force by it' },
  },
  example: () => ({
    rulePackage: 'measure-2027',
    instrument: '中国软件名城管理办法',
    documentNumber: '工信部信发〔2027〕1号',
    validFrom: '2027-01-01',
    repeals: ['measure-2022'],
  }),
  by: byMinistryAdmin,
  on: () => [standards],
  decide: ({ data }, { state }) =>
    state.rulePackages.includes(data.rulePackage)
      ? idTaken({ zh: '规则包', en: 'rule package' }, data.rulePackage)
      : accept([newEvent(standardEvents.RulePackagePublished, data)]),
});

/** Publishes a version of the indicator system (指标体系, 第五条). */
export const publishIndicatorSystem = referenceAct({
  command: 'PublishIndicatorSystem',
  route: 'POST /indicator-systems',
  title: { zh: '发布指标体系', en: 'Publish an indicator system' },
  legalBasis: ['measure-2022/5'],
  payload: indicatorSystem,
  dates: {
    effectiveFrom: { effect: 'reviews from the day use the system; absent: it has always been in force' },
  },
  example: () => ({
    versionId: 'city-2027',
    effectiveFrom: '2027-01-01',
    controls: [],
    tree: [
      {
        id: 'A',
        zh: '产业规模',
        weight: 30,
        children: [{ id: 'A1', zh: '业务收入', children: [{ id: 'A1.1', zh: '软件业务收入', type: 'numeric' }] }],
      },
    ],
  }),
  by: byMinistryAdmin,
  on: () => [standards],
  decide: ({ data }, { state }) => {
    if (systemOf(state, data.versionId)) return idTaken({ zh: '指标体系', en: 'indicator system' }, data.versionId);
    const problem = checkIndicatorSystem(data);
    return problem
      ? refuse(problem.code, 'measure-2022/annex', problem.message.zh, problem.message.en, problem.details)
      : accept([newEvent(standardEvents.IndicatorSystemPublished, data)]);
  },
});

/** Sets a national average (全国平均值), used by control indicators. A later one for the same data year replaces it. */
export const setNationalAverage = referenceAct({
  command: 'SetNationalAverage',
  route: 'POST /national-averages',
  title: { zh: '登记全国平均值', en: 'Set a national average' },
  legalBasis: ['measure-2022/annex'],
  payload: standardEvents.NationalAverageSet.payload,
  example: () => ({ indicator: 'A2.1', dataYear: 2024, value: '10.0', source: '工业和信息化部运行监测协调局' }),
  by: byMinistryAdmin,
  on: () => [standards],
  decide: ({ data }) => accept([newEvent(standardEvents.NationalAverageSet, data)]),
});
