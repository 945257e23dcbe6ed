import type { Day } from '@minglu/kernel';
import { parameterOfYear } from '@minglu/regulation';
import type { EvaluationEvent } from './events.js';
import type { YearResult } from './streak.js';

export interface Submission {
  readonly year: number;
  readonly campaignId: string;
  readonly approved: boolean;
}
export interface Rectification {
  readonly year: number;
  /** The due date of the order; null if it states none. */
  readonly dueDate: Day | null;
  readonly submitted: boolean;
  readonly accepted: boolean;
  readonly overdue: boolean;
}
/** The state of the yearly evaluations (article 24). */
export interface Evaluation {
  readonly submissions: readonly Submission[];
  /** Sorted by year. */
  readonly results: readonly YearResult[];
  readonly rectifications: readonly Rectification[];
  /** Years of one star that wait for a ruling whether they are two in a row. */
  readonly ambiguous: readonly number[] | null;
  /** Further groups of years that wait for a ruling, each after the one before it. */
  readonly furtherAmbiguous: readonly (readonly number[])[];
}
const noEvaluation: Evaluation = { submissions: [], results: [], rectifications: [], ambiguous: null, furtherAmbiguous: [] };

export const evolveEvaluation = (before: Evaluation | null, { type, data }: EvaluationEvent): Evaluation => {
  const it = before ?? noEvaluation;
  switch (type) {
    case 'EvaluationSubmitted': {
      const { evaluationYear: year, campaignId } = data;
      return { ...it, submissions: [...without(it.submissions, year), { year, campaignId, approved: false }] };
    }
    case 'EvaluationMaterialsApproved':
      return { ...it, submissions: ofYear(it.submissions, data.evaluationYear, (one) => ({ ...one, approved: true })) };
    case 'EvaluationMaterialsReturned':
      return { ...it, submissions: without(it.submissions, data.evaluationYear) };
    case 'EvaluationPublicityStarted':
      return it;
    case 'EvaluationResultPublished': {
      const { evaluationYear: year, coversYears: covers, stars } = data;
      return {
        ...it,
        results: [...it.results, { year, covers, stars }].sort((a, b) => a.year - b.year),
        // A result for a year between the two answers the question.
        ...stillAmbiguous(it, (years) => !covers.some((one) => isBetween(years, one))),
      };
    }
    case 'EvaluationResultCorrected':
      return {
        ...it,
        results: ofYear(it.results, data.evaluationYear, (one) => ({ ...one, stars: data.newStars })),
        ...stillAmbiguous(it, (years) => !years.includes(data.evaluationYear)),
        rectifications: callsForRectification({ stars: data.newStars, year: data.evaluationYear })
          ? it.rectifications
          : without(it.rectifications, data.evaluationYear),
      };
    case 'StreakAmbiguous':
      return { ...it, ...(it.ambiguous ? { furtherAmbiguous: [...it.furtherAmbiguous, data.years] } : { ambiguous: data.years }) };
    case 'StreakSettled':
      return { ...it, ...stillAmbiguous(it, (years) => !sameYears(years, data.years)) };
    case 'ReminderIssued':
      return it;
    case 'RectificationOrdered':
      return {
        ...it,
        rectifications: [
          ...it.rectifications,
          { year: data.evaluationYear, dueDate: data.dueDate, submitted: false, accepted: false, overdue: false },
        ],
      };
    case 'RectificationSubmitted':
      return {
        ...it,
        rectifications: ofYear(it.rectifications, data.evaluationYear, (one) => ({ ...one, submitted: true, overdue: false })),
      };
    case 'RectificationAccepted':
      return {
        ...it,
        rectifications: ofYear(it.rectifications, data.evaluationYear, (one) => ({ ...one, accepted: true, overdue: false })),
      };
    case 'RectificationOverdue':
      return {
        ...it,
        rectifications: it.rectifications.map((one) =>
          one.dueDate === data.dueDate && (data.evaluationYear ?? one.year) === one.year && !one.submitted
            ? { ...one, overdue: true }
            : one,
        ),
      };
  }
};

/** Without a result that was set aside, and all that rested on it. */
export const withoutResult = (it: Evaluation | null, year: number | null): Evaluation | null =>
  it && year !== null
    ? {
        ...it,
        results: without(it.results, year),
        rectifications: without(it.rectifications, year),
        ...stillAmbiguous(it, (years) => !years.includes(year)),
      }
    : it;

type Ambiguous = Pick<Evaluation, 'ambiguous' | 'furtherAmbiguous'>;
const stillAmbiguous = ({ ambiguous, furtherAmbiguous }: Evaluation, stands: (years: readonly number[]) => boolean): Ambiguous => {
  const [first, ...others] = [...(ambiguous ? [ambiguous] : []), ...furtherAmbiguous].filter(stands);
  return { ambiguous: first ?? null, furtherAmbiguous: others };
};
const isBetween = (years: readonly number[], year: number): boolean => year > Math.min(...years) && year < Math.max(...years);
const sameYears = (one: readonly number[], other: readonly number[]): boolean => one.join() === other.join();
const without = <T extends { readonly year: number }>(all: readonly T[], year: number): readonly T[] =>
  all.filter((one) => one.year !== year);
const ofYear = <T extends { readonly year: number }>(all: readonly T[], year: number, change: (one: T) => T): readonly T[] =>
  all.map((one) => (one.year === year ? change(one) : one));

export const submissionOf = (evaluation: Evaluation | null, year: number): Submission | undefined =>
  evaluation?.submissions.find((one) => one.year === year);
export const resultOf = (evaluation: Evaluation | null, year: number): YearResult | undefined =>
  evaluation?.results.find((one) => one.year === year);
/** True while each of the years still has one star. After an announced exit a correction leaves the proposal as it was made. */
export const areOfOneStar = (evaluation: Evaluation | null, years: readonly number[]): boolean =>
  years.every((year) => resultOf(evaluation, year)?.stars === 1);
/** A reminder and a rectification (提醒、责令整改) are due for this result (article 24). */
export const callsForRectification = ({ stars, year }: Pick<YearResult, 'stars' | 'year'>): boolean =>
  stars !== null && stars <= parameterOfYear('rectification-stars', year);
export const rectificationOf = (evaluation: Evaluation | null, year: number): Rectification | undefined =>
  evaluation?.rectifications.find((one) => one.year === year);
