import type { Actor, Instant } from '@minglu/kernel';
import type { Dossier, Subject } from '@minglu/dossier';
import type { Campaign } from '@minglu/reference';
import { visibilityOf } from './visibility.js';

/** A title that is to be evaluated and for which no materials are filed. Returned materials count as not filed. */
export interface NotFiled extends Pick<Subject, 'caseId' | 'applicant' | 'applicantName' | 'cityCode' | 'provinceCode'> {
  readonly titleId: string;
}

/** The list of an evaluation campaign (notice 277 section 1(1); decisions 28). */
export interface NotFiledList {
  readonly campaignId: string;
  readonly evaluationYear: number;
  readonly opensAt: Instant;
  /** The end of the window, exclusive. */
  readonly closesAt: Instant;
  readonly items: readonly NotFiled[];
}

const holdsTitle = ({ status }: Dossier): boolean => status === 'TITLED' || status === 'EXIT_PROPOSED';
const isEvaluated = ({ evaluation }: Dossier, year: number): boolean =>
  evaluation?.results.some(({ covers }) => covers.includes(year)) ?? false;

/**
 * The titles of the campaign's year without materials, as far as the viewer may see their dossiers; null unless it is an
 * evaluation. A title is evaluated for years that ended after it was conferred. The list is empty for a year that is
 * recorded as not held, unless results of the year took that record back.
 */
export const notFiledIn = (
  { campaignId, track, programme, year, opensAt, closesAt }: Campaign,
  dossiers: readonly Dossier[],
  notHeld: readonly number[],
  viewer: Actor,
): NotFiledList | null => {
  if (track !== 'evaluation') return null;
  const isHeld = !notHeld.includes(year) || dossiers.some((one) => isEvaluated(one, year));
  const items = dossiers.flatMap((one): readonly NotFiled[] => {
    const { subject, title, evaluation } = one;
    if (!subject || subject.programme !== programme || !title || !holdsTitle(one) || Number(title.effectiveDate.slice(0, 4)) > year)
      return [];
    const isFiled = evaluation?.submissions.some((submission) => submission.year === year) ?? false;
    if (isFiled || isEvaluated(one, year) || visibilityOf(viewer, one) === 'public') return [];
    const { caseId, applicant, applicantName, cityCode, provinceCode } = subject;
    return [{ caseId, titleId: title.titleId, applicant, applicantName, cityCode, provinceCode }];
  });
  return { campaignId, evaluationYear: year, opensAt, closesAt, items: isHeld ? items : [] };
};
