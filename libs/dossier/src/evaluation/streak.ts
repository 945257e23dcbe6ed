/** The result of an evaluation, and the years that it is for. */
export interface YearResult {
  readonly year: number;
  readonly covers: readonly number[];
  readonly stars: number | null;
}

/** 连续两年一星；or years of which only a ruling can say whether they are. */
export type Streak =
  | { readonly kind: 'consecutive'; readonly years: readonly number[] }
  | { readonly kind: 'ambiguous'; readonly years: readonly number[]; readonly why: 'gap' | 'merged-result' };

/**
 * What the result of a year makes of its neighbours (第二十四条；decisions 11). Consecutive means the evaluation years Y and
 * Y+1, each with a result of its own. A year without one between two of one star, or a merged result that counts once for
 * several years, is for the ministry to rule on. Two or three stars end a row.
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

/** 其他仍成立的连续两年一星：every pair of years that is one for certain, the earliest first. */
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
