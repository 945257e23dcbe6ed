import type { Actor, Day } from '@minglu/kernel';
import type { DossierView } from './dossier-view.js';
import { titleState, wasValidOn, type TitleFacts, type TitleGround, type TitleResult, type TitleState } from './title-facts.js';
import { visibilityNow, type Moment, type VisibleDossier } from './visibility.js';

/** A title in the register, as one viewer sees it. */
export interface RegisteredTitle extends Pick<
  VisibleDossier,
  'caseId' | 'programme' | 'applicant' | 'applicantName' | 'formerNames' | 'cityCode' | 'cityName' | 'provinceCode'
> {
  readonly titleId: string;
  readonly state: TitleState;
  readonly conferredOn: Day;
  readonly endedOn: Day | null;
  /** The results of the yearly evaluations, oldest first. */
  readonly results: readonly TitleResult[];
  readonly grounds: readonly TitleGround[];
}

/** Whether a title was valid on a day, with the events on which the answer rests. */
export interface TitleValidity {
  readonly titleId: string;
  readonly day: Day;
  readonly valid: boolean;
  readonly conferredOn: Day;
  readonly endedOn: Day | null;
  readonly cancelled: boolean;
  readonly grounds: readonly TitleGround[];
}

const factsFor = (viewer: Actor, view: DossierView, now: Moment): TitleFacts | null =>
  view.titleFacts?.[visibilityNow(viewer, view, now)] ?? null;

/** @param dossier the dossier as the viewer sees it */
export const registeredTitle = (viewer: Actor, view: DossierView, dossier: VisibleDossier, now: Moment): RegisteredTitle | null => {
  const facts = factsFor(viewer, view, now);
  if (!facts) return null;
  const { caseId, programme, applicant, applicantName, formerNames, cityCode, cityName, provinceCode } = dossier;
  const { titleId, conferredOn, endedOn, results, grounds } = facts;
  return {
    titleId,
    caseId,
    programme,
    applicant,
    applicantName,
    formerNames,
    cityCode,
    cityName,
    provinceCode,
    state: titleState(facts, dossier.flags),
    conferredOn,
    endedOn,
    results,
    grounds,
  };
};

export const validityOn = (viewer: Actor, view: DossierView, now: Moment, day: Day): TitleValidity | null => {
  const facts = factsFor(viewer, view, now);
  if (!facts) return null;
  const { titleId, conferredOn, endedOn, cancelled, grounds } = facts;
  return { titleId, day, valid: wasValidOn(facts, day), conferredOn, endedOn, cancelled, grounds };
};
