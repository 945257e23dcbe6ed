import { groupBy } from '../group.js';
import type { Statement } from '../statement.js';
import { amountOf } from '../unit.js';

export const baseOf = ({ value, unit }: Statement): string => amountOf(value, unit).base;

/** Statements of one figure: whole years, the same indicator, year and base of the unit. */
export const figuresIn = (statements: readonly Statement[]): readonly (readonly Statement[])[] => [
  ...groupBy(
    statements.filter(({ isWholeYear }) => isWholeYear),
    (one) => `${one.indicator} ${one.dataYear} ${baseOf(one)}`,
  ).values(),
];

/** Where a statement comes from: a later one from there replaces an earlier one. */
export const placeOf = ({ caseId, stage, period, publisher }: Statement): string => JSON.stringify([caseId, stage, period, publisher]);

/** The last statement from each place, in their order. */
export const latest = (statements: readonly Statement[]): readonly Statement[] => {
  const last = new Map(statements.map((one) => [placeOf(one), one]));
  return statements.filter((one) => last.get(placeOf(one)) === one);
};

/** The one value of a figure for tests over many figures: the last stated. */
export const lastOfEach = (statements: readonly Statement[]): readonly Statement[] => figuresIn(statements).map((own) => own.at(-1)!);
