import { compare, exact, minus, plus, ratio, rounded, size, times, type Exact } from '../exact.js';
import type { Statement } from '../statement.js';
import { amountOf, isRate, significant } from '../unit.js';
import { stated, toCheck, type ApplicantFigures, type Finding } from './finding.js';
import { baseOf, lastOfEach } from './latest.js';
import type { Relations } from './relations.js';

const ZERO: Exact = { over: 0n, under: 1n };
const HUNDRED: Exact = { over: 100n, under: 1n };
/** A total may differ from the sum of its parts by the rounding of each, and by half a per cent. */
const SUM_SHARE: Exact = { over: 1n, under: 200n };

/** Values that the definition of their indicator excludes, alone or with others of the same year. */
export const valueFindings = (figures: ApplicantFigures, relations: Relations): readonly Finding[] => {
  const last = lastOfEach(figures.statements);
  const { applicant } = figures;
  return [
    ...last.flatMap((one) => impossible(applicant, one, relations)),
    ...relations.shares.flatMap(({ share, of }) =>
      pairsOf(last, share, of).flatMap(([part, count]) => (isShareOf(part, count) ? [] : [noCount(applicant, part, count)])),
    ),
    ...relations.sums.flatMap(({ total, parts }) => sums(applicant, last, total, parts)),
    ...sameInTwoYears(applicant, last),
  ];
};

const impossible = (applicant: string, one: Statement, { within100, counts }: Relations): readonly Finding[] => {
  const value = exact(one.value);
  const why: readonly [zh: string, en: string] | null =
    within100.has(one.indicator) && isRate(one.unit) && (compare(value, ZERO) < 0 || compare(value, HUNDRED) > 0)
      ? ['占比不在 0 至 100% 之间', 'a share lies between 0 and 100 %']
      : counts.has(one.indicator) && !isRate(one.unit) && !isCount(one)
        ? ['数量不是非负整数', 'a number of things is a whole number, and not below zero']
        : null;
  if (!why) return [];
  const said = stated(one);
  return [
    {
      code: 'impossible-value',
      applicant,
      indicator: one.indicator,
      dataYear: one.dataYear,
      sources: [one],
      test: null,
      sentence: toCheck(`${said.zh}：${why[0]}`, `${said.en}: ${why[1]}`),
    },
  ];
};
const isCount = ({ value, unit }: Statement): boolean => {
  const { over, under } = amountOf(value, unit).value;
  return over >= 0n && over % under === 0n;
};

const pairsOf = (last: readonly Statement[], share: string, of: string): readonly (readonly [Statement, Statement])[] =>
  last
    .filter((one) => one.indicator === share && isRate(one.unit))
    .flatMap((part) =>
      last
        // A later revision of the count does not change an earlier share.
        .filter((one) => one.indicator === of && one.dataYear === part.dataYear && one.eventId === part.eventId && !isRate(one.unit))
        .map((count) => [part, count] as const),
    );

/** Whether a whole number of the things counted makes this share, rounded as it is stated. (Known as the GRIM test, Brown and Heathers 2017.) */
const isShareOf = (part: Statement, count: Statement): boolean => {
  const n = amountOf(count.value, count.unit).value;
  if (n.over <= 0n || n.over % n.under !== 0n) return true;
  const places = part.value.includes('.') ? part.value.length - part.value.indexOf('.') - 1 : 0;
  const things = ratio(times(exact(part.value), n), HUNDRED);
  const nearest = BigInt(rounded(things, 0));
  return [nearest - 1n, nearest, nearest + 1n].some(
    (whole) => whole >= 0n && compare(exact(rounded(ratio({ over: whole * 100n, under: 1n }, n), places)), exact(part.value)) === 0,
  );
};
const noCount = (applicant: string, part: Statement, count: Statement): Finding => {
  const [share, of] = [stated(part), stated(count)];
  return {
    code: 'share-of-no-count',
    applicant,
    indicator: part.indicator,
    dataYear: part.dataYear,
    sources: [part, count],
    test: null,
    sentence: toCheck(
      `${share.zh}，${of.zh}：没有任何整数家数能得出这一占比`,
      `${share.en}, and ${of.en}: no whole number of them makes this share`,
    ),
  };
};

const sums = (applicant: string, last: readonly Statement[], total: string, parts: readonly string[]): readonly Finding[] =>
  last
    .filter(({ indicator }) => indicator === total)
    .flatMap((whole) => {
      const own = parts.map((part) =>
        last.find((one) => one.indicator === part && one.dataYear === whole.dataYear && baseOf(one) === baseOf(whole)),
      );
      if (own.some((one) => one === undefined)) return [];
      const found = own as readonly Statement[];
      const sum = found.map(({ value, unit }) => amountOf(value, unit).value).reduce(plus, ZERO);
      const all = amountOf(whole.value, whole.unit).value;
      const rounding = [whole, ...found].map(unitOfLastDigit).reduce(plus, ZERO);
      const allowed = plus(rounding, times(size(all), SUM_SHARE));
      if (compare(size(minus(sum, all)), allowed) <= 0) return [];
      const said = stated(whole);
      const shown = rounded(ratio(sum, amountOf('1', whole.unit).value), 2);
      return [
        {
          code: 'sum-mismatch' as const,
          applicant,
          indicator: total,
          dataYear: whole.dataYear,
          sources: [whole, ...found],
          test: null,
          sentence: toCheck(`${said.zh}，其各部分合计为 ${shown} ${whole.unit}`, `${said.en}, and its parts make ${shown} ${whole.unit}`),
        },
      ];
    });
/** The amount that one step of the last digit makes. */
const unitOfLastDigit = ({ value, unit }: Statement): Exact => ratio(amountOf('1', unit).value, { over: exact(value).under, under: 1n });

/** Digits with which the same value in two years is a finding. By chance neighbouring years share one once in about 5,000 cases. */
const SAME_DIGITS = 5;
const sameInTwoYears = (applicant: string, last: readonly Statement[]): readonly Finding[] =>
  last.flatMap((one, index) => {
    const other = last
      .slice(0, index)
      .find(
        (earlier) =>
          earlier.indicator === one.indicator &&
          earlier.value === one.value &&
          baseOf(earlier) === baseOf(one) &&
          earlier.unit === one.unit,
      );
    if (!other || significant(one.value).replace(/0+$/u, '').length < SAME_DIGITS) return [];
    const [first, second] = [stated(other), stated(one)];
    return [
      {
        code: 'same-in-two-years' as const,
        applicant,
        indicator: one.indicator,
        dataYear: one.dataYear,
        sources: [other, one],
        test: null,
        sentence: toCheck(`${first.zh}，${second.zh}，两年数值完全相同`, `${first.en}, and ${second.en}: the same in both years`),
      },
    ];
  });
