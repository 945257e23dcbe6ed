import { compareDecimals, day, decimal, id, nullable, oneOf, record, text, Type, type Decimal, type Static } from '@minglu/kernel';
import type { Figure } from './figures.js';

const name = { id: id(), zh: text(100), en: Type.Optional(text(100)) };

/** 三级指标. Carries no points: the text weighs the first level only. */
export const indicator = record({
  ...name,
  /** Our reading, not in the text. */
  type: oneOf('numeric', 'qualitative', 'composite'),
  /** The control that it is subject to. */
  control: Type.Optional(id()),
  /** Number of the note in the annex. */
  note_ref: Type.Optional(Type.Integer({ minimum: 1 })),
  /** How many values the name asks for (金额及占比: 2). */
  parts: Type.Optional(Type.Integer({ minimum: 2 })),
  /** How the source prints the name, where its notes run into it. */
  source_typography: Type.Optional(text(100)),
});
/** 二级指标. */
export const indicatorGroup = record({ ...name, children: Type.Array(indicator, { minItems: 1 }) });
/** 一级指标 with its points of 100; null for 附加项, which carry none. */
export const indicatorArea = record({
  ...name,
  weight: nullable(Type.Integer({ minimum: 0, maximum: 100 })),
  children: Type.Array(indicatorGroup, { minItems: 1 }),
  count_level2: Type.Optional(Type.Integer()),
  count_level3: Type.Optional(Type.Integer()),
});

export const NATIONAL_AVERAGE = 'national_average_growth(dataYear)';

/** 创建控制性指标: the figure of an indicator is not below a number, or the national average of its year. */
export const control = record({
  id: id(),
  indicator: id(),
  zh: text(200),
  op: Type.Literal('>='),
  /** A whole number, an exact decimal as a string, or the national average. */
  value: Type.Union([Type.Integer(), decimal(), Type.Literal(NATIONAL_AVERAGE)]),
  unit: Type.Optional(text(32)),
  note: Type.Optional(Type.Integer({ minimum: 1 })),
});

export const indicatorTree = Type.Array(indicatorArea, { minItems: 1 });
export const indicatorControls = Type.Array(control);

export const indicatorSystem = record({
  versionId: id(),
  /** Null where the source does not say. */
  effectiveFrom: nullable(day()),
  tree: indicatorTree,
  controls: indicatorControls,
});

export type Indicator = Static<typeof indicator>;
export type IndicatorGroup = Static<typeof indicatorGroup>;
export type IndicatorArea = Static<typeof indicatorArea>;
export type Control = Static<typeof control>;
export type IndicatorSystem = Static<typeof indicatorSystem>;

/** 三级指标 in the order of the annex. */
export const indicatorsOf = (system: Pick<IndicatorSystem, 'tree'>): readonly Indicator[] =>
  system.tree.flatMap((area) => area.children.flatMap((group) => group.children));

/** A 三级指标 by its id; figures are reported at this level only. */
export const findIndicator = (system: Pick<IndicatorSystem, 'tree'>, indicatorId: string): Indicator | null =>
  indicatorsOf(system).find((candidate) => candidate.id === indicatorId) ?? null;

/** By indicator, by year of the data: `averages['A2.1']['2024']`. */
export type NationalAverages = Readonly<Record<string, Readonly<Record<string, Decimal>>>>;

/** How a control indicator came out. `threshold` is null where no reference for the year is known. */
export const controlCheck = record({
  control: id(),
  indicator: id(),
  value: nullable(decimal()),
  threshold: nullable(decimal()),
  dataYear: nullable(Type.Integer()),
  outcome: oneOf('met', 'unmet', 'not-reported', 'no-reference'),
});
export type ControlCheck = Static<typeof controlCheck>;

/**
 * Holds the reported figures against the control indicators, ≥ on unrounded values (annex, notes 1 and 2). The latest
 * year reported counts, and of several figures for it the lowest; a figure in another unit than the control's is not
 * compared, so it is as if not reported.
 */
export const checkControls = (
  system: Pick<IndicatorSystem, 'controls'>,
  figures: readonly Figure[],
  averages: NationalAverages,
): ControlCheck[] =>
  system.controls.map((rule) => {
    const about = { control: rule.id, indicator: rule.indicator };
    const reported = decisive(figures.filter((one) => one.indicator === rule.indicator && unitMatches(one.unit, rule)));
    if (!reported) return { ...about, value: null, threshold: thresholdOf(rule, null, averages), dataYear: null, outcome: 'not-reported' };
    const threshold = thresholdOf(rule, reported.dataYear, averages);
    const outcome = threshold === null ? 'no-reference' : compareDecimals(reported.value, threshold) >= 0 ? 'met' : 'unmet';
    return { ...about, value: reported.value, threshold, dataYear: reported.dataYear, outcome };
  });

const decisive = (figures: readonly Figure[]): Figure | undefined =>
  [...figures].sort((a, b) => b.dataYear - a.dataYear || compareDecimals(a.value, b.value))[0];

/** A growth rate is a percentage although the annex does not say so. */
const unitMatches = (unit: string, rule: Control): boolean => {
  const expected = rule.unit ?? (rule.value === NATIONAL_AVERAGE ? '%' : null);
  return expected === null || unit.replace('％', '%') === expected;
};

const thresholdOf = (rule: Control, dataYear: number | null, averages: NationalAverages): Decimal | null => {
  if (rule.value !== NATIONAL_AVERAGE) return String(rule.value);
  return dataYear === null ? null : (averages[rule.indicator]?.[String(dataYear)] ?? null);
};
