import { consecutivePairs, streakAt, type YearResult } from './streak.js';

const result = (year: number, stars: number | null, covers: readonly number[] = [year]): YearResult => ({ year, covers, stars });
/** Results of one star, one for each year. */
const ones = (...years: readonly number[]) => years.map((year) => result(year, 1));

describe('the pairs of years of one star', () => {
  it('are those that are certain, the earliest first, in any order of publication', () => {
    expect(consecutivePairs(ones(2025, 2023, 2024, 2021))).toEqual([
      [2023, 2024],
      [2024, 2025],
    ]);
    expect(consecutivePairs([result(2024, 1), result(2025, 2), result(2026, 1, [2025, 2026])])).toEqual([]);
    expect(consecutivePairs([])).toEqual([]);
  });
});

describe('two years of one star (article 24)', () => {
  it('are consecutive if one follows the other', () => {
    expect(streakAt(ones(2024, 2025), 2025)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
    expect(streakAt(ones(2024, 2025), 2024)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
  });
  it('are found in any order of publication', () => {
    expect(streakAt(ones(2025, 2024), 2024)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
    expect(streakAt(ones(2026, 2023, 2025), 2025)).toEqual({ kind: 'consecutive', years: [2025, 2026] });
  });
  it('are no streak with more than one star, without stars, or alone', () => {
    expect(streakAt([result(2024, 1), result(2025, 2)], 2025)).toBeNull();
    expect(streakAt([result(2024, 2), result(2025, 1)], 2025)).toBeNull();
    expect(streakAt([result(2024, null), result(2025, 1)], 2025)).toBeNull();
    expect(streakAt([result(2024, 1), result(2025, null)], 2024)).toBeNull();
    expect(streakAt(ones(2025), 2025)).toBeNull();
    expect(streakAt([], 2025)).toBeNull();
  });
  it('are no streak if a better year lies between', () => {
    expect(streakAt([result(2023, 1), result(2024, 2), result(2025, 1)], 2025)).toBeNull();
    expect(streakAt([result(2023, 1), result(2024, 2), result(2025, 1)], 2024)).toBeNull();
  });
  it('need a ruling if a year between has no result', () => {
    expect(streakAt(ones(2023, 2025), 2025)).toEqual({ kind: 'ambiguous', years: [2023, 2025], why: 'gap' });
    expect(streakAt(ones(2023, 2025), 2023)).toEqual({ kind: 'ambiguous', years: [2023, 2025], why: 'gap' });
  });
  it('need a ruling if either result covers several years, with a gap or not', () => {
    const merged = { kind: 'ambiguous', why: 'merged-result' };
    expect(streakAt([result(2023, 1), result(2025, 1, [2024, 2025])], 2025)).toEqual({ ...merged, years: [2023, 2025] });
    expect(streakAt([result(2024, 1, [2023, 2024]), result(2025, 1)], 2025)).toEqual({ ...merged, years: [2024, 2025] });
    expect(streakAt([result(2022, 1), result(2025, 1, [2024, 2025])], 2025)).toEqual({ ...merged, years: [2022, 2025] });
    expect(streakAt([result(2025, 1, [2024, 2025])], 2025)).toBeNull();
  });
  it('come first if they are certain', () => {
    expect(streakAt(ones(2022, 2024, 2025), 2024)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
    expect(streakAt(ones(2023, 2024, 2026), 2024)).toEqual({ kind: 'consecutive', years: [2023, 2024] });
    expect(streakAt(ones(2022, 2024, 2026), 2024)).toEqual({ kind: 'ambiguous', years: [2022, 2024], why: 'gap' });
  });
  it('are searched only around the changed year', () => {
    expect(streakAt(ones(2020, 2021, 2025), 2025)).toEqual({ kind: 'ambiguous', years: [2021, 2025], why: 'gap' });
    expect(streakAt([...ones(2020, 2021), result(2025, 2)], 2025)).toBeNull();
    expect(streakAt(ones(2020, 2021), 2022)).toBeNull();
  });
});
