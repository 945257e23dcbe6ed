import { groupBy } from '../group.js';
import type { Statement } from '../statement.js';
import { amountKey, significant } from '../unit.js';
import { toCheck, type ApplicantFigures, type Finding } from './finding.js';
import { lastOfEach } from './latest.js';

/** One shared value of so many digits is enough; below it, so many shared values of one year are. */
const ONE_IS_ENOUGH = 7;
const MANY = 3;
const DIGITS_OF_MANY = 4;

/** A statement of an applicant that another applicant states too: the same indicator, year and amount. */
export interface SharedFigure {
  readonly own: Statement;
  readonly other: Statement;
  readonly otherApplicant: string;
  readonly otherName: string;
}

/** The key of a figure that two applicants may share. Null if the value has too few digits to say anything. */
export const sharedKey = ({ indicator, dataYear, value, unit }: Statement): string | null =>
  digitsOf(value) < DIGITS_OF_MANY ? null : `${dataYear} ${indicator} ${amountKey(value, unit)}`;
const digitsOf = (value: string): number => significant(value).replace(/0+$/u, '').length;

/**
 * The same figures of two applicants (各市相同): one of seven digits, or three of four digits in one year. Two honest applicants share a given
 * figure of four digits once in about 3,000 cases.
 */
export const identicalFigures = ({ applicant }: ApplicantFigures, shared: readonly SharedFigure[]): readonly Finding[] =>
  [...groupBy(shared, ({ otherApplicant, own }) => `${otherApplicant} ${own.dataYear}`).values()].flatMap((same) => {
    if (same.length < MANY && !same.some(({ own }) => digitsOf(own.value) >= ONE_IS_ENOUGH)) return [];
    const { own, otherName } = same[0]!;
    const list = same.map(({ own: one }) => `${one.indicator} ${one.value} ${one.unit}`);
    return [
      {
        code: 'identical-across-applicants' as const,
        applicant,
        indicator: same.length === 1 ? own.indicator : null,
        dataYear: own.dataYear,
        sources: same.flatMap((one) => [one.own, one.other]),
        test: null,
        sentence: toCheck(
          `${own.dataYear} 年有 ${same.length} 项数据与${otherName}完全相同：${list.join('、')}`,
          `${same.length} figures of ${own.dataYear} are those of ${otherName} too: ${list.join(', ')}`,
        ),
      },
    ];
  });

/** The figures that each of these applicants shares with another one, by applicant. */
export const sharedFigures = (all: readonly ApplicantFigures[]): ReadonlyMap<string, readonly SharedFigure[]> => {
  const stating = all.flatMap(({ applicant, applicantName, statements }) =>
    lastOfEach(statements).flatMap((own) => {
      const key = sharedKey(own);
      return key === null ? [] : [{ key, applicant, applicantName, own }];
    }),
  );
  const shared = [...groupBy(stating, ({ key }) => key).values()].flatMap((same) =>
    same.flatMap((one) =>
      same
        .filter(({ applicant }) => applicant !== one.applicant)
        .map((other) => ({
          applicant: one.applicant,
          figure: { own: one.own, other: other.own, otherApplicant: other.applicant, otherName: other.applicantName },
        })),
    ),
  );
  return new Map(
    [...groupBy(shared, ({ applicant }) => applicant)].map(([applicant, own]) => [applicant, own.map(({ figure }) => figure)]),
  );
};
