import { recorded } from '../testing/index.js';
import { evolveEvaluation, rectificationOf, resultOf, submissionOf, withoutResult, type Evaluation, type Rectification } from './state.js';

const none: Evaluation = { submissions: [], results: [], rectifications: [], ambiguous: null, furtherAmbiguous: [] };
const result = (year: number, stars = 2) => ({ year, covers: [year], stars }) as Evaluation['results'][number];
const order = (year: number, more: Partial<Rectification> = {}): Rectification => ({
  year,
  dueDate: null,
  submitted: false,
  accepted: false,
  overdue: false,
  ...more,
});
const after = (before: Partial<Evaluation>, type: string, data: object) => evolveEvaluation({ ...none, ...before }, recorded(type, data));

describe('the fold of the results', () => {
  const published = (before: Partial<Evaluation>, evaluationYear: number, coversYears = [evaluationYear]) =>
    after(before, 'EvaluationResultPublished', { evaluationYear, coversYears, stars: 2 });
  it('keeps them by year, in any order of publication', () => {
    expect(published({ results: [result(2023), result(2025)] }, 2024).results).toEqual([result(2023), result(2024), result(2025)]);
    expect(evolveEvaluation(null, recorded('EvaluationPublicityStarted', {}))).toEqual(none);
  });
  it('answers whether two years of one star are in a row, with a result that covers a year between them', () => {
    const open = { ambiguous: [2022, 2025] };
    expect(published(open, 2024).ambiguous).toBeNull();
    expect(published(open, 2024, [2024, 2026]).ambiguous).toBeNull();
    for (const year of [2021, 2022, 2025, 2026]) expect(published(open, year).ambiguous).toEqual([2022, 2025]);
  });
  it('moves up the next years that wait for a ruling', () => {
    const before = { ambiguous: [2022, 2025], furtherAmbiguous: [[2025, 2028]] };
    expect(published(before, 2024)).toMatchObject({ ambiguous: [2025, 2028], furtherAmbiguous: [] });
    expect(after(before, 'StreakSettled', { years: [2025, 2028] })).toMatchObject({ ambiguous: [2022, 2025], furtherAmbiguous: [] });
    expect(after({ ambiguous: [2022, 2025] }, 'StreakAmbiguous', { years: [2025, 2028] })).toEqual({ ...none, ...before });
  });
  it('takes the rectification away with a correction, unless the year keeps its one star', () => {
    const before = { results: [result(2024, 1), result(2025, 1)], rectifications: [order(2024), order(2025)], ambiguous: [2022, 2025] };
    const corrected = (newStars: number) => after(before, 'EvaluationResultCorrected', { evaluationYear: 2025, newStars });
    expect(corrected(3)).toEqual({
      ...none,
      results: [result(2024, 1), result(2025, 3)],
      rectifications: [order(2024)],
      ambiguous: null,
    });
    expect(corrected(1).rectifications).toEqual(before.rectifications);
  });
});

describe('a result that was set aside', () => {
  const it2024 = {
    ...none,
    results: [result(2024), result(2025)],
    rectifications: [order(2024), order(2025)],
    ambiguous: [2022, 2024],
    furtherAmbiguous: [[2025, 2028]],
  };
  it('is gone with all that rested on it', () => {
    expect(withoutResult(it2024, 2024)).toEqual({
      ...none,
      results: [result(2025)],
      rectifications: [order(2025)],
      ambiguous: [2025, 2028],
    });
  });
  it('changes nothing without a year or without an evaluation', () => {
    expect(withoutResult(it2024, null)).toBe(it2024);
    expect(withoutResult(null, 2024)).toBeNull();
    expect(withoutResult(null, null)).toBeNull();
  });
});

describe('the fold of a rectification', () => {
  const before = { rectifications: [order(2024), order(2025)] };
  it('is ordered once a year, and submitted and accepted for its year', () => {
    const ordered = after({ rectifications: [order(2024)] }, 'RectificationOrdered', { evaluationYear: 2025, dueDate: null });
    expect(ordered).toEqual({ ...none, ...before });
    const done = (type: string) =>
      after({ rectifications: [order(2024), order(2025, { overdue: true })] }, type, { evaluationYear: 2025 }).rectifications;
    expect(done('RectificationSubmitted')).toEqual([order(2024), order(2025, { submitted: true })]);
    expect(done('RectificationAccepted')).toEqual([order(2024), order(2025, { accepted: true })]);
  });
  it('is overdue by its due date and its year, unless it was submitted', () => {
    const dueDate = '2026-06-30' as Rectification['dueDate'];
    const overdue = (data: object, submitted = false) =>
      after(
        { rectifications: [order(2023, { dueDate }), order(2024, { dueDate, submitted }), order(2025)] },
        'RectificationOverdue',
        data,
      ).rectifications.map((one) => one.overdue);
    expect(overdue({ dueDate, evaluationYear: 2024 })).toEqual([false, true, false]);
    expect(overdue({ dueDate, evaluationYear: 2024 }, true)).toEqual([false, false, false]);
    // An older event does not name the year.
    expect(overdue({ dueDate })).toEqual([true, true, false]);
    expect(overdue({ dueDate: '2026-07-31', evaluationYear: 2024 })).toEqual([false, false, false]);
  });
});

describe('what is known of a year', () => {
  it('is nothing before the first evaluation', () => {
    expect([submissionOf, resultOf, rectificationOf].map((of) => of(null, 2024))).toEqual([undefined, undefined, undefined]);
  });
  it('is found by its year', () => {
    const submissions = [2023, 2024].map((year) => ({ year, campaignId: 'c', approved: false }));
    const it2024 = { ...none, submissions, results: [result(2023), result(2024)], rectifications: [order(2023), order(2024)] };
    expect([submissionOf, resultOf, rectificationOf].map((of) => of(it2024, 2024)?.year)).toEqual([2024, 2024, 2024]);
  });
});
