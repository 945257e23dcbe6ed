/** The result of an evaluation, and the years that it covers. */
export interface YearResult {
  readonly year: number;
  readonly covers: readonly number[];
  readonly stars: number | null;
}

/** Two years of one star in a row (连续两年一星), or years for which only a ruling can decide it. */
export type Streak =
  | { readonly kind: 'consecutive'; readonly years: readonly number[] }
  | { readonly kind: 'ambiguous'; readonly years: readonly number[]; readonly why: 'gap' | 'merged-result' };

/**
 * The streak that a year forms with its neighbours (article 24; decision 11).
 * - Consecutive: the evaluation years Y and Y+1, each with a result of its own.
 * - Ambiguous, for the ministry to rule on: two years of one star with a year without a result between them, or with a merged result. A
 * merged result counts once for several years.
 *
 * Two or three stars end a streak.
 */
export const streakAt = (results: readonly YearResult[], year: number): Streak | null => {
  const sorted = [...results].sort((a, b) => a.year - b.year);
  const index = sorted.findIndex((one) => one.year === year);
  const pairs = [index - 1, index].flatMap((first) => {
    const [earlier, later] = [sorted[first], sorted[first + 1]];
    const streak = earlier && later ? pair(earlier, later) : null;
    return streak ? [streak] : [];
  });
  return pairs.find(({ kind }) => kind === 'consecutive') ?? pairs[0] ?? null;
};

/** Every pair of years that is certainly a streak, the earliest first. */
export const consecutivePairs = (results: readonly YearResult[]): readonly (readonly number[])[] => {
  const sorted = [...results].sort((a, b) => a.year - b.year);
  return sorted.slice(1).flatMap((later, index) => {
    const streak = pair(sorted[index]!, later);
    return streak?.kind === 'consecutive' ? [streak.years] : [];
  });
};

const pair = (earlier: YearResult, later: YearResult): Streak | null => {
  if (earlier.stars !== 1 || later.stars !== 1) return null;
  const years = [earlier.year, later.year];
  if (earlier.covers.length > 1 || later.covers.length > 1) return { kind: 'ambiguous', years, why: 'merged-result' };
  return later.year === earlier.year + 1 ? { kind: 'consecutive', years } : { kind: 'ambiguous', years, why: 'gap' };
};
