import type { Actor } from '@minglu/kernel';
import { streakAt, type Streak } from '@minglu/dossier';
import type { DossierView } from './dossier-view.js';
import type { TitleResult } from './title-facts.js';
import { visibilityNow, type Moment, type VisibleDossier } from './visibility.js';

/** A title in the evaluation of a year, as one viewer sees it. */
export interface EvaluatedTitle extends Pick<
  VisibleDossier,
  'caseId' | 'programme' | 'applicant' | 'applicantName' | 'cityCode' | 'provinceCode'
> {
  readonly titleId: string;
  /** Materials for the year are filed. Null for those who may not know, and for a year that is not evaluated. */
  readonly filed: boolean | null;
  /** The published result that covers the year; null if there is none. */
  readonly result: Pick<TitleResult, 'year' | 'covers' | 'stars' | 'rank'> | null;
  /** The years of one star that the year is among (连续两年一星), or that need a ruling. */
  readonly streak: Streak | null;
}

/** The evaluation of a year. Titles that ended before the year was over, or that began after it, are not in it. */
export interface EvaluationOverview {
  readonly year: number;
  /** False if the year is recorded as not held, and no result of it was published. */
  readonly held: boolean;
  readonly titles: number;
  /** How many have no materials and no result, among those that the viewer may know about. */
  readonly notFiled: number;
  /** How many have no result. */
  readonly withoutResult: number;
  /** Results by stars. */
  readonly byStars: readonly { readonly stars: number | null; readonly titles: number }[];
  readonly items: readonly EvaluatedTitle[];
}

/** The title in the evaluation of a year. Null if it was not held on the last day of the year, or if the viewer may not know of it. */
export const evaluatedTitle = (
  viewer: Actor,
  view: DossierView,
  dossier: VisibleDossier,
  now: Moment,
  year: number,
): EvaluatedTitle | null => {
  const visibility = visibilityNow(viewer, view, now);
  const facts = view.titleFacts?.[visibility];
  const lastDay = `${year}-12-31`;
  if (!facts || facts.cancelled || facts.conferredOn > lastDay || (facts.endedOn !== null && facts.endedOn <= lastDay)) return null;
  const found = facts.results.find(({ covers }) => covers.includes(year));
  const { caseId, programme, applicant, applicantName, cityCode, provinceCode } = dossier;
  return {
    titleId: facts.titleId,
    caseId,
    programme,
    applicant,
    applicantName,
    cityCode,
    provinceCode,
    filed: visibility === 'public' ? null : (view.state.evaluation?.submissions.some((one) => one.year === year) ?? false),
    result: found ? { year: found.year, covers: found.covers, stars: found.stars, rank: found.rank } : null,
    streak: streakAt(facts.results, year),
  };
};

export const evaluationOverview = (year: number, items: readonly EvaluatedTitle[], notHeld: readonly number[]): EvaluationOverview => {
  const results = items.flatMap(({ result }) => result ?? []);
  const held = !notHeld.includes(year) || results.length > 0;
  const stars = [...new Set(results.map((one) => one.stars))].sort((a, b) => (b ?? 0) - (a ?? 0));
  return {
    year,
    held,
    titles: items.length,
    notFiled: held ? items.filter(({ filed, result }) => filed === false && result === null).length : 0,
    withoutResult: items.length - results.length,
    byStars: stars.map((one) => ({ stars: one, titles: results.filter((result) => result.stars === one).length })),
    items,
  };
};
