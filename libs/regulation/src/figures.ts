import { decimal, id, oneOf, record, materialDigest, text, Type, warn, type Day, type Static, type Warning } from '@minglu/kernel';

/** A reported number with its indicator, year and source. The value is exact, in the stated unit and never rounded. */
export const figure = record({
  indicator: id(),
  value: decimal(),
  unit: text(32),
  dataYear: Type.Integer({ minimum: 1978, maximum: 2200 }),
  source: text(200),
});
export type Figure = Static<typeof figure>;

const yearOf = (on: Day): number => Number(on.slice(0, 4));

/** The year of the figure had ended by that day. A figure of a later year is a forecast: it counts at no gate (decisions 31). */
export const yearHasEnded = ({ dataYear }: Pick<Figure, 'dataYear'>, on: Day): boolean => dataYear < yearOf(on);

/** `future-data-year`: figures of a year that has not ended; `old-data-year`: control figures older than the last year but one. */
export const dataYearWarnings = (figures: readonly Figure[], controlIndicators: readonly string[], on: Day): readonly Warning[] => {
  const named = (some: readonly Figure[]) => some.map(({ indicator, dataYear }) => `${indicator}（${dataYear}）`).join('、');
  const future = figures.filter((one) => !yearHasEnded(one, on));
  const old = figures.filter(({ indicator, dataYear }) => controlIndicators.includes(indicator) && dataYear < yearOf(on) - 2);
  return [
    ...(future.length
      ? [
          warn(
            'future-data-year',
            'measure-2022/annex',
            `数据年度尚未结束，不计入控制性指标：${named(future)}`,
            `of a year that has not ended, not counted: ${named(future)}`,
          ),
        ]
      : []),
    ...(old.length
      ? [
          warn(
            'old-data-year',
            'measure-2022/annex',
            `控制性指标数据早于前年：${named(old)}`,
            `control figures older than the last year but one: ${named(old)}`,
          ),
        ]
      : []),
  ];
};

export const MATERIAL_KINDS = [
  'written-application-report',
  'application-report-document',
  'creation-application-form',
  'creation-work-plan',
  'review-application',
  'review-application-document',
  'review-application-form',
  'self-assessment-report',
  'evaluation-form',
  'rectification-report',
  'consent-letter',
  'evidence',
  'other',
] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];

/** The kinds of documents in Chinese, by the words of the Measure (articles 10, 16, 21) and of the notices of 2023. */
export const MATERIAL_NAMES: Readonly<Record<MaterialKind, string>> = {
  'written-application-report': '书面申请报告',
  'application-report-document': '申请上报文件',
  'creation-application-form': '创建申请表',
  'creation-work-plan': '创建工作方案',
  'review-application': '评审申请',
  'review-application-document': '评审申请文件',
  'review-application-form': '评审申请表',
  'self-assessment-report': '自评报告',
  'evaluation-form': '评估申报表',
  'rectification-report': '整改报告',
  'consent-letter': '同意函',
  evidence: '证据',
  other: '其他材料',
};

/** A submitted document: its kind, file name and the SHA-256 digest of its bytes. */
export const material = record({ kind: oneOf(...MATERIAL_KINDS), name: text(200), sha256: materialDigest() });
export type Material = Static<typeof material>;
