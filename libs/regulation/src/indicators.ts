import { isSameName } from './names.js';
import { compareDecimals, day, decimal, id, nullable, oneOf, record, text, Type, type Decimal, type Static } from '@minglu/kernel';
import type { Figure } from './figures.js';

const name = { id: id(), zh: text(100), en: Type.Optional(text(100)) };

/** A third-level indicator (三级指标). It has no points: the text weights the first level only. */
const indicator = record({
  ...name,
  /** Our reading; the text does not say. */
  type: oneOf('numeric', 'qualitative', 'composite'),
  /** Id of the control that applies to the indicator. */
  control: Type.Optional(id()),
  /** Number of the note in the annex. */
  note_ref: Type.Optional(Type.Integer({ minimum: 1 })),
  /** The number of values that the name asks for; 2 for 金额及占比. */
  parts: Type.Optional(Type.Integer({ minimum: 2 })),
  /** The name as printed in the source, if a note number runs into it. */
  source_typography: Type.Optional(text(100)),
});
/** A second-level indicator (二级指标). */
const indicatorGroup = record({ ...name, children: Type.Array(indicator, { minItems: 1 }) });
/** A first-level indicator (一级指标). `weight` is its share of 100 points; null for add-on items (附加项), which have none. */
const indicatorArea = record({
  ...name,
  weight: nullable(Type.Integer({ minimum: 0, maximum: 100 })),
  children: Type.Array(indicatorGroup, { minItems: 1 }),
  count_level2: Type.Optional(Type.Integer()),
  count_level3: Type.Optional(Type.Integer()),
});

export const NATIONAL_AVERAGE = 'national_average_growth(dataYear)';

/** A control indicator (创建控制性指标): the figure must reach a number, or the national average of its year. */
const control = record({
  id: id(),
  indicator: id(),
  zh: text(200),
  op: Type.Literal('>='),
  /** An integer, an exact decimal as a string, or the national average. */
  value: Type.Union([Type.Integer(), decimal(), Type.Literal(NATIONAL_AVERAGE)]),
  unit: Type.Optional(text(32)),
  note: Type.Optional(Type.Integer({ minimum: 1 })),
});

const indicatorTree = Type.Array(indicatorArea, { minItems: 1 });
const indicatorControls = Type.Array(control);

export const indicatorSystem = record({
  versionId: id(),
  /** Null if the source does not say. */
  effectiveFrom: nullable(day()),
  tree: indicatorTree,
  controls: indicatorControls,
});

export type Indicator = Static<typeof indicator>;
type Control = Static<typeof control>;
export type IndicatorSystem = Static<typeof indicatorSystem>;

/** The third-level indicators in the order of the annex. */
export const indicatorsOf = (system: Pick<IndicatorSystem, 'tree'>): readonly Indicator[] =>
  system.tree.flatMap((area) => area.children.flatMap((group) => group.children));

/** A third-level indicator by its id; null if there is none. Figures are reported at this level only. */
export const findIndicator = (system: Pick<IndicatorSystem, 'tree'>, indicatorId: string): Indicator | null =>
  indicatorsOf(system).find((candidate) => candidate.id === indicatorId) ?? null;

/** Averages by indicator and data year: `averages['A2.1']['2024']`. */
export type NationalAverages = Readonly<Record<string, Readonly<Record<string, Decimal>>>>;

/** Schema of the outcome of a control indicator. `threshold` is null if no reference for the year is known. */
export const controlCheck = record({
  control: text(32),
  indicator: text(32),
  value: nullable(decimal()),
  threshold: nullable(decimal()),
  dataYear: nullable(Type.Integer()),
  outcome: oneOf('met', 'unmet', 'not-reported', 'no-reference'),
});
export type ControlCheck = Static<typeof controlCheck>;

/**
 * Compares the reported figures with the control indicators: ≥ on unrounded values (annex, notes 1 and 2).
 * The latest reported year counts. If that year has several figures, the lowest counts.
 * A figure in a unit other than the control's is treated as not reported.
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

/** The unit of a control; null if it has none. A growth rate is read as a percentage, although the annex does not say so. */
const unitOf = (rule: Control): string | null => rule.unit ?? (rule.value === NATIONAL_AVERAGE ? '%' : null);
/** The unit in which the control of an indicator compares; null for an indicator without one. */
export const unitOfControl = ({ controls }: Pick<IndicatorSystem, 'controls'>, indicatorId: string): string | null => {
  const rule = controls.find((one) => one.indicator === indicatorId);
  return rule ? unitOf(rule) : null;
};
const unitMatches = (unit: string, rule: Control): boolean => {
  const expected = unitOf(rule);
  return expected === null || isSameName(unit, expected);
};

const thresholdOf = (rule: Control, dataYear: number | null, averages: NationalAverages): Decimal | null => {
  if (rule.value !== NATIONAL_AVERAGE) return String(rule.value);
  return dataYear === null ? null : (averages[rule.indicator]?.[String(dataYear)] ?? null);
};
