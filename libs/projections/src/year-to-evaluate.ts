import { addDays, type Day } from '@minglu/kernel';
import type { Dossier } from '@minglu/dossier';

const yearOf = (date: Day): number => Number(date.slice(0, 4));

/**
 * The first year of a city's title without a result, by its last day (article 24). A year that is recorded as not held is skipped.
 * Years that began before the Measure was issued do not count. Null for a park and for a case without a title.
 */
export const firstYearToEvaluate = ({ subject, title, evaluation }: Dossier, issuedOn: Day, notHeld: readonly number[]): Day | null => {
  if (subject?.programme !== 'city' || !title) return null;
  const done = new Set([...notHeld, ...(evaluation?.results ?? []).flatMap(({ covers }) => covers)]);
  let year = Math.max(yearOf(title.effectiveDate), yearOf(addDays(issuedOn, 1)));
  while (done.has(year)) year += 1;
  return `${year}-12-31` as Day;
};
