import { streakAt, type YearResult } from './streak.js';

const result = (year: number, stars: number | null, covers: readonly number[] = [year]): YearResult => ({ year, covers, stars });
/** Years of one star, each by itself. */
const ones = (...years: readonly number[]) => years.map((year) => result(year, 1));

describe('two years of one star (第二十四条)', () => {
  it('are consecutive where each follows the other', () => {
    expect(streakAt(ones(2024, 2025), 2025)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
    expect(streakAt(ones(2024, 2025), 2024)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
  });
  it('are found in whatever order they were published', () => {
    expect(streakAt(ones(2025, 2024), 2024)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
    expect(streakAt(ones(2026, 2023, 2025), 2025)).toEqual({ kind: 'consecutive', years: [2025, 2026] });
  });
  it('are no row with more than one star, with none, or alone', () => {
    expect(streakAt([result(2024, 1), result(2025, 2)], 2025)).toBeNull();
    expect(streakAt([result(2024, 2), result(2025, 1)], 2025)).toBeNull();
    expect(streakAt([result(2024, null), result(2025, 1)], 2025)).toBeNull();
    expect(streakAt([result(2024, 1), result(2025, null)], 2024)).toBeNull();
    expect(streakAt(ones(2025), 2025)).toBeNull();
    expect(streakAt([], 2025)).toBeNull();
  });
  it('are broken by a better year between them', () => {
    expect(streakAt([result(2023, 1), result(2024, 2), result(2025, 1)], 2025)).toBeNull();
    expect(streakAt([result(2023, 1), result(2024, 2), result(2025, 1)], 2024)).toBeNull();
  });
  it('are for a ruling where a year between them has no result', () => {
    expect(streakAt(ones(2023, 2025), 2025)).toEqual({ kind: 'ambiguous', years: [2023, 2025], why: 'gap' });
    expect(streakAt(ones(2023, 2025), 2023)).toEqual({ kind: 'ambiguous', years: [2023, 2025], why: 'gap' });
  });
  it('are for a ruling where either counts for several years, gap or not', () => {
    const merged = { kind: 'ambiguous', why: 'merged-result' };
    expect(streakAt([result(2023, 1), result(2025, 1, [2024, 2025])], 2025)).toEqual({ ...merged, years: [2023, 2025] });
    expect(streakAt([result(2024, 1, [2023, 2024]), result(2025, 1)], 2025)).toEqual({ ...merged, years: [2024, 2025] });
    expect(streakAt([result(2022, 1), result(2025, 1, [2024, 2025])], 2025)).toEqual({ ...merged, years: [2022, 2025] });
    expect(streakAt([result(2025, 1, [2024, 2025])], 2025)).toBeNull();
  });
  it('that are certain come before those that are not', () => {
    expect(streakAt(ones(2022, 2024, 2025), 2024)).toEqual({ kind: 'consecutive', years: [2024, 2025] });
    expect(streakAt(ones(2023, 2024, 2026), 2024)).toEqual({ kind: 'consecutive', years: [2023, 2024] });
    expect(streakAt(ones(2022, 2024, 2026), 2024)).toEqual({ kind: 'ambiguous', years: [2022, 2024], why: 'gap' });
  });
  it('are looked for around the year that changed, and nowhere else', () => {
    expect(streakAt(ones(2020, 2021, 2025), 2025)).toEqual({ kind: 'ambiguous', years: [2021, 2025], why: 'gap' });
    expect(streakAt([...ones(2020, 2021), result(2025, 2)], 2025)).toBeNull();
    expect(streakAt(ones(2020, 2021), 2022)).toBeNull();
  });
});
