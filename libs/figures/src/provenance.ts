import type { RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import type { ControlCheck } from '@minglu/regulation';
import { groupBy } from './group.js';
import { reliancesIn, type Reliance } from './reliance.js';
import { corrected, statementsIn, type FigureCorrection, type Statement } from './statement.js';
import { differenceOf } from './tolerance.js';
import { amountOf } from './unit.js';

/**
 * How a statement stands to the earlier ones of its figure. `revised`: a later release of the same publisher and period.
 * `corrected`: an approved correction changed it. `changed`: another value within the tolerance. `contradicted`: beyond it.
 * `part-of-year`: it is of a part of the year, which is not compared.
 */
export const RELATIONS = ['first', 'same', 'corrected', 'revised', 'changed', 'contradicted', 'other-unit', 'part-of-year'] as const;
type Relation = (typeof RELATIONS)[number];

export interface TracedStatement extends Statement {
  readonly relation: Relation;
  /** The earlier event that it is compared with; null for the first. */
  readonly comparedWith: string | null;
  /** The decisions that relied on this statement. */
  readonly decisions: readonly Reliance[];
}

/** An indicator of a data year, with each statement of it, oldest first. */
export interface TracedFigure {
  readonly indicator: string;
  readonly dataYear: number;
  readonly statements: readonly TracedStatement[];
}

/**
 * Every figure of an applicant with its provenance (数据来源), by indicator and data year.
 *
 * @param histories the dossiers of the applicant, each with the events that the viewer may see and their approved corrections
 * @param called gives the id of an indicator from its words: see `indicatorNames`
 */
export const traceFigures = (
  histories: readonly { readonly events: readonly RecordedEvent<DossierEvent>[]; readonly corrections: readonly FigureCorrection[] }[],
  called: (indicator: string) => string,
): readonly TracedFigure[] => {
  const reliances = histories.flatMap(({ events }) => reliancesIn(events));
  const byBasis = groupBy(reliances, ({ basis }) => basis);
  const statements = histories
    .flatMap(({ events, corrections }) => corrected(events.flatMap(statementsIn), corrections))
    .map((one) => ({ ...one, indicator: called(one.indicator) }))
    .sort((a, b) => a.position - b.position);
  const figures = groupBy(statements, ({ indicator, dataYear }) => `${indicator} ${dataYear}`);
  return [...figures.values()]
    .map((own) => ({
      indicator: own[0]!.indicator,
      dataYear: own[0]!.dataYear,
      statements: own.map((one, index) => ({
        ...one,
        ...relationOf(one, own.slice(0, index), own),
        decisions: (byBasis.get(one.eventId) ?? []).filter((decision) => reliesOn(decision, one)),
      })),
    }))
    .sort((a, b) => (a.indicator === b.indicator ? a.dataYear - b.dataYear : a.indicator < b.indicator ? -1 : 1));
};

/** A gate relies on the figures of its control indicators; other decisions rely on all figures of the event. */
const reliesOn = ({ kind, checks }: Reliance, statement: Statement): boolean =>
  kind !== 'control-gate' || checks.some((check) => isCounted(check, statement));
/** The gate compared this figure: that of the latest year, and of these the lowest. */
const isCounted = (check: ControlCheck, { indicator, dataYear, value, recorded = value }: Statement): boolean =>
  check.indicator === indicator && check.dataYear === dataYear && check.value === recorded;

const relationOf = (
  one: Statement,
  earlier: readonly Statement[],
  all: readonly Statement[],
): Pick<TracedStatement, 'relation' | 'comparedWith'> => {
  if (!one.isWholeYear) return { relation: 'part-of-year', comparedWith: null };
  const wholeYears = earlier.filter(({ isWholeYear }) => isWholeYear);
  const base = baseOf(one);
  const before = wholeYears.findLast((other) => baseOf(other) === base);
  if (before) return { relation: relationTo(before, one), comparedWith: before.eventId };
  // An indicator of two parts (金额及占比) has two units in one event: each part then has a first statement of its own.
  const isInParts = all.some((other) => other.eventId === one.eventId && baseOf(other) !== base);
  const other = isInParts ? undefined : wholeYears.at(-1);
  if (other) return { relation: 'other-unit', comparedWith: other.eventId };
  return { relation: one.recorded === undefined ? 'first' : 'corrected', comparedWith: null };
};
const baseOf = ({ value, unit }: Statement): string => amountOf(value, unit).base;

const relationTo = (before: Statement, one: Statement): Relation => {
  const difference = differenceOf(before, one);
  if (difference === 'same') return 'same';
  if (one.recorded !== undefined) return 'corrected';
  if (isRevision(one, before)) return 'revised';
  return difference === 'beyond-tolerance' ? 'contradicted' : 'changed';
};
/** A later release of the same publisher and period (修订). */
const isRevision = (one: Statement, before: Statement): boolean =>
  one.stage === 'monitoring' && before.stage === 'monitoring' && one.publisher === before.publisher && one.period === before.period;
