import { parameterOfYear } from '@minglu/regulation';

/** The result of an evaluation, and the years that it covers. */
export interface YearResult {
  readonly year: number;
  readonly covers: readonly number[];
  readonly stars: number | null;
}

/** Years of one star in a row (连续两年一星), or years for which only a ruling can decide it. */
export type Streak =
  | { readonly kind: 'consecutive'; readonly years: readonly number[] }
  | { readonly kind: 'ambiguous'; readonly years: readonly number[]; readonly why: 'gap' | 'merged-result' };

/**
 * The streak that a year forms with its neighbours (article 24; decision 11).
 * - Consecutive: the evaluation years Y and Y+1, each with a result of its own.
 * - Ambiguous, for the ministry to rule on: two years of one star with a year without a result between them, or with a merged result. A
 * merged result counts once for several years.
 *
 * Two or three stars end a streak. The Measure asks for two years; `exit-streak-years` states the number.
 */
export const streakAt = (results: readonly YearResult[], year: number): Streak | null => {
  const streaks = streaksIn(results, year);
  return streaks.find(({ kind }) => kind === 'consecutive') ?? streaks[0] ?? null;
};

/** Every group of years that is certainly a streak, the earliest first. */
export const consecutivePairs = (results: readonly YearResult[]): readonly (readonly number[])[] =>
  streaksIn(results, null).flatMap(({ kind, years }) => (kind === 'consecutive' ? [years] : []));

/** The streaks of neighbouring results in the order of the years; with a year, those that its result takes part in. */
const streaksIn = (results: readonly YearResult[], year: number | null): readonly Streak[] => {
  const sorted = [...results].sort((a, b) => a.year - b.year);
  return sorted.flatMap((last, end) => {
    const length = parameterOfYear('exit-streak-years', last.year);
    const group = end + 1 < length ? [] : sorted.slice(end + 1 - length, end + 1);
    const takesPart = year === null || group.some((one) => one.year === year);
    const streak = takesPart && group.length > 0 ? streakOf(group) : null;
    return streak ? [streak] : [];
  });
};

const streakOf = (group: readonly YearResult[]): Streak | null => {
  if (group.some(({ stars }) => stars !== 1)) return null;
  const years = group.map(({ year }) => year);
  if (group.some(({ covers }) => covers.length > 1)) return { kind: 'ambiguous', years, why: 'merged-result' };
  return years.every((year, index) => year === years[0]! + index)
    ? { kind: 'consecutive', years }
    : { kind: 'ambiguous', years, why: 'gap' };
};
