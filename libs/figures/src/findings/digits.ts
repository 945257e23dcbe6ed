import type { Statement } from '../statement.js';
import { isRate, significant } from '../unit.js';
import { toCheck, type ApplicantFigures, type DigitTest, type Finding, type FindingCode } from './finding.js';
import { lastOfEach } from './latest.js';

/**
 * Three tests for made-up digits. Each states its assumption and the number of values that it needs. Where its assumption holds it is wrong once in
 * 1,000 cases.
 */
export const digitFindings = ({ applicant, statements }: ApplicantFigures): readonly Finding[] => {
  const values = lastOfEach(statements);
  return [lastDigits(applicant, values), firstDigits(applicant, values), repeatedDigits(applicant, values)].flatMap((one) => one ?? []);
};

const RATE = '0.001';
/** The digits of a value without the zeros at its ends, since people drop zeros behind the point. */
const digitsOf = ({ value }: Statement): string => significant(value).replace(/0+$/u, '');

/** Pearson's statistic of counts against shares. */
const chiSquare = (counts: readonly number[], shares: readonly number[]): number => {
  const n = counts.reduce((sum, one) => sum + one, 0);
  return counts.reduce((sum, one, index) => sum + (one - n * shares[index]!) ** 2 / (n * shares[index]!), 0);
};

/** χ² with 8 degrees of freedom is above this once in 1,000. */
const CHI_8 = 26.124;
const LAST_DIGITS_MINIMUM = 45;

/** The last digit that is not zero, of values with three digits at least. */
const lastDigits = (applicant: string, values: readonly Statement[]): Finding | null => {
  const used = values.filter((one) => digitsOf(one).length >= 3);
  if (used.length < LAST_DIGITS_MINIMUM) return null;
  const counts = tally(used.map((one) => Number(digitsOf(one).at(-1))));
  const statistic = chiSquare(counts, Array<number>(9).fill(1 / 9));
  if (statistic <= CHI_8) return null;
  const most = counts.indexOf(Math.max(...counts)) + 1;
  return finding(
    'last-digits',
    applicant,
    used.filter((one) => digitsOf(one).endsWith(String(most))),
    {
      nullHypothesis: {
        zh: '至少三位有效数字的数值，末位非零数字在 1 至 9 中均匀分布',
        en: 'the last digit other than zero of values with three digits is uniform from 1 to 9',
      },
      n: used.length,
      minimum: LAST_DIGITS_MINIMUM,
      statistic: `χ²(8) = ${statistic.toFixed(1)}`,
      threshold: String(CHI_8),
      falsePositiveRate: RATE,
    },
    `${used.length} 个数值的末位数字分布不均，其中 ${most} 出现 ${counts[most - 1]} 次`,
    `the last digits of ${used.length} values are uneven: ${counts[most - 1]} of them are ${most}`,
  );
};

/** Benford's law, with 7, 8 and 9 together, so that each class is expected often enough. */
const BENFORD = [1, 2, 3, 4, 5, 6].map((digit) => Math.log10(1 + 1 / digit)).concat(Math.log10(10 / 7));
/** χ² with 6 degrees of freedom is above this once in 1,000. */
const CHI_6 = 22.458;
const FIRST_DIGITS_MINIMUM = 60;

/**
 * The first digits of amounts and counts, one value of each indicator: years of one indicator are alike and count once. With fewer indicators it
 * does not run, so it needs the rows of plans beside the annex.
 */
const firstDigits = (applicant: string, values: readonly Statement[]): Finding | null => {
  const amounts = values.filter((one) => !isRate(one.unit) && digitsOf(one) !== '');
  const used = [...new Map(amounts.map((one) => [one.indicator, one])).values()];
  if (used.length < FIRST_DIGITS_MINIMUM) return null;
  const all = tally(used.map((one) => Number(digitsOf(one)[0])));
  const counts = [...all.slice(0, 6), all.slice(6).reduce((sum, one) => sum + one, 0)];
  const statistic = chiSquare(counts, BENFORD);
  if (statistic <= CHI_6) return null;
  return finding(
    'first-digits',
    applicant,
    used,
    {
      nullHypothesis: {
        zh: '跨多个数量级的数值，首位数字服从本福特定律（7、8、9 合并）',
        en: 'the first digits of values over several magnitudes follow Benford’s law (7, 8 and 9 together)',
      },
      n: used.length,
      minimum: FIRST_DIGITS_MINIMUM,
      statistic: `χ²(6) = ${statistic.toFixed(1)}`,
      threshold: String(CHI_6),
      falsePositiveRate: RATE,
    },
    `${used.length} 项指标数值的首位数字偏离本福特定律`,
    `the first digits of ${used.length} indicators depart from Benford’s law`,
  );
};

const REPEATED_MINIMUM = 20;
/** 1111, 1234 or 4321: all digits alike, or one step apart in one direction. */
const isPattern = (digits: string): boolean => {
  const steps = [...digits].slice(1).map((digit, index) => Number(digit) - Number(digits[index]));
  return steps.every((step) => step === steps[0]) && Math.abs(steps[0]!) <= 1;
};
/** The chance of such a pattern among the numbers of so many digits whose last is not zero. */
const chanceOf = (length: number): number => (9 + 2 * Math.max(0, 10 - length)) / (81 * 10 ** (length - 2));

/** Values of four digits at least that show a pattern. Their number is that of rare events (Poisson). */
const repeatedDigits = (applicant: string, values: readonly Statement[]): Finding | null => {
  const used = values.filter((one) => digitsOf(one).length >= 4);
  if (used.length < REPEATED_MINIMUM) return null;
  const found = used.filter((one) => isPattern(digitsOf(one)));
  const expected = used.reduce((sum, one) => sum + chanceOf(digitsOf(one).length), 0);
  if (atLeast(found.length, expected) >= 0.001) return null;
  return finding(
    'repeated-digits',
    applicant,
    found,
    {
      nullHypothesis: {
        zh: '至少四位有效数字的数值，各位数字相互独立，重复或连续排列（1111、1234）属罕见',
        en: 'the digits of values with four digits are independent, so that patterns such as 1111 and 1234 are rare',
      },
      n: used.length,
      minimum: REPEATED_MINIMUM,
      statistic: `${found.length}, expected ${expected.toFixed(2)}`,
      threshold: 'P < 0.001 (Poisson)',
      falsePositiveRate: RATE,
    },
    `${used.length} 个数值中有 ${found.length} 个各位数字重复或连续：${found.map(({ value }) => value).join('、')}`,
    `${found.length} of ${used.length} values have repeated or consecutive digits: ${found.map(({ value }) => value).join(', ')}`,
  );
};
/** The chance of so many rare events or more. */
const atLeast = (events: number, expected: number): number => {
  let [below, term] = [0, Math.exp(-expected)];
  for (let count = 0; count < events; count += 1) {
    below += term;
    term *= expected / (count + 1);
  }
  return Math.max(0, 1 - below);
};

/** How often each digit from 1 to 9 comes. */
const tally = (digits: readonly number[]): number[] => {
  const counts = Array<number>(9).fill(0);
  for (const digit of digits) counts[digit - 1]! += 1;
  return counts;
};

/** The sources of a test over many values that a finding shows. */
const SHOWN = 20;
const finding = (
  code: FindingCode,
  applicant: string,
  sources: readonly Statement[],
  test: DigitTest,
  zh: string,
  en: string,
): Finding => ({
  code,
  applicant,
  indicator: null,
  dataYear: null,
  sources: sources.slice(0, SHOWN),
  test,
  sentence: toCheck(`${zh}（${test.statistic}，阈值 ${test.threshold}）`, `${en} (${test.statistic}, threshold ${test.threshold})`),
});
