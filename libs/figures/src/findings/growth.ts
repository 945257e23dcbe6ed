import { compare, exact, isZero, minus, ratio, rounded, size, times, type Exact } from '../exact.js';
import { groupBy } from '../group.js';
import type { Statement } from '../statement.js';
import { amountOf, isRate } from '../unit.js';
import { stated, toCheck, type ApplicantFigures, type Finding } from './finding.js';
import { baseOf, figuresIn } from './latest.js';
import type { Relations } from './relations.js';

const HUNDRED: Exact = { over: 100n, under: 1n };
/** Official growth is on a comparable basis (可比口径), so it may differ from that of the totals by so many points. */
const GROWTH_POINTS: Exact = { over: 3n, under: 1n };
/** A figure that is three times or a third of the year before, where both have two digits at least. */
const FACTOR: Exact = { over: 3n, under: 1n };

/** The growth of `after` over `before` in per cent. */
const growthOf = (before: Exact, after: Exact): Exact => times(ratio(minus(after, before), size(before)), HUNDRED);

/** Stated growth against the totals of two years, and totals that no growth explains. */
export const growthFindings = ({ applicant, statements }: ApplicantFigures, { growth }: Relations): readonly Finding[] => {
  // A figure with different values is a finding of its own: the last stated value counts here.
  const last = figuresIn(statements).map((own) => own.at(-1)!);
  const of = (indicator: string, dataYear: number) => last.find((one) => one.indicator === indicator && one.dataYear === dataYear);
  const mismatches = growth.flatMap(({ rate, of: total }) =>
    last
      .filter((one) => one.indicator === rate && isRate(one.unit))
      .flatMap((one) => {
        const [before, after] = [of(total, one.dataYear - 1), of(total, one.dataYear)];
        return before && after ? mismatch(applicant, one, before, after) : [];
      }),
  );
  const amounts = groupBy(
    last.filter(({ unit }) => !isRate(unit)),
    (one) => `${one.indicator} ${baseOf(one)}`,
  );
  const jumps = [...amounts.values()].flatMap((own) =>
    own.flatMap((one) => {
      const before = own.find(({ dataYear }) => dataYear === one.dataYear - 1);
      return before ? jump(applicant, before, one) : [];
    }),
  );
  return [...mismatches, ...jumps];
};

const valueOf = ({ value, unit }: Statement): Exact => amountOf(value, unit).value;

const mismatch = (applicant: string, rate: Statement, before: Statement, after: Statement): readonly Finding[] => {
  if (isZero(valueOf(before)) || baseOf(before) !== baseOf(after)) return [];
  const computed = growthOf(valueOf(before), valueOf(after));
  if (compare(size(minus(computed, exact(rate.value))), GROWTH_POINTS) <= 0) return [];
  const [said, was, is] = [stated(rate), stated(before), stated(after)];
  const shown = rounded(computed, 1);
  return [
    {
      code: 'growth-mismatch',
      applicant,
      indicator: rate.indicator,
      dataYear: rate.dataYear,
      sources: [rate, before, after],
      test: null,
      sentence: toCheck(
        `${said.zh}；${was.zh}，${is.zh}，据此增速为 ${shown}%，相差超过 3 个百分点`,
        `${said.en}; ${was.en}, ${is.en}, which makes ${shown} %: more than 3 points apart`,
      ),
    },
  ];
};

const jump = (applicant: string, before: Statement, after: Statement): readonly Finding[] => {
  const [was, is] = [valueOf(before), valueOf(after)];
  const hasTwoDigits = [before, after].every(({ value }) => compare(size(exact(value)), { over: 10n, under: 1n }) >= 0);
  if (!hasTwoDigits || was.over <= 0n || is.over <= 0n) return [];
  const factor = ratio(is, was);
  if (compare(factor, FACTOR) < 0 && compare(times(factor, FACTOR), { over: 1n, under: 1n }) > 0) return [];
  const [first, second] = [stated(before), stated(after)];
  const times_ = rounded(factor, 2);
  return [
    {
      code: 'impossible-growth',
      applicant,
      indicator: after.indicator,
      dataYear: after.dataYear,
      sources: [before, after],
      test: null,
      sentence: toCheck(
        `${first.zh}，${second.zh}，为上年的 ${times_} 倍`,
        `${first.en}, and ${second.en}: ${times_} times that of the year before`,
      ),
    },
  ];
};
