import { compare } from '../exact.js';
import { groupBy } from '../group.js';
import type { Statement } from '../statement.js';
import { differenceOf } from '../tolerance.js';
import { amountOf } from '../unit.js';
import { stated, toCheck, type ApplicantFigures, type Finding } from './finding.js';
import { figuresIn, latest, placeOf } from './latest.js';

/** One indicator and year with different values in different places, and one place that states it again with another value. */
export const contradictions = ({ applicant, statements }: ApplicantFigures): readonly Finding[] =>
  figuresIn(statements).flatMap((own) => [...acrossPlaces(applicant, latest(own)), ...restated(applicant, own)]);

/** The lowest and the highest value stand for all: one finding for a figure. */
const acrossPlaces = (applicant: string, own: readonly Statement[]): readonly Finding[] => {
  const sorted = [...own].sort((a, b) => compare(amountOf(a.value, a.unit).value, amountOf(b.value, b.unit).value));
  const [lowest, highest] = [sorted[0]!, sorted.at(-1)!];
  return differenceOf(lowest, highest) === 'beyond-tolerance' ? [finding('contradiction', applicant, lowest, highest)] : [];
};

/** A release of monitoring data replaces the one before; that is no restatement. */
const restated = (applicant: string, own: readonly Statement[]): readonly Finding[] =>
  [...groupBy(own, placeOf).values()].flatMap((same) =>
    same.flatMap((one, index) => {
      const before = same[index - 1];
      return before && one.stage !== 'monitoring' && differenceOf(before, one) === 'beyond-tolerance'
        ? [finding('restated', applicant, before, one)]
        : [];
    }),
  );

const finding = (code: 'contradiction' | 'restated', applicant: string, one: Statement, other: Statement): Finding => {
  const [first, second] = [stated(one), stated(other)];
  return {
    code,
    applicant,
    indicator: one.indicator,
    dataYear: one.dataYear,
    sources: [one, other],
    test: null,
    sentence: toCheck(
      `${first.zh}，${second.zh}，相差超过修订容差（1%，比率为 0.5 个百分点）`,
      `${first.en}, and ${second.en}: more apart than a revision explains (1 %, of a rate half a point)`,
    ),
  };
};
