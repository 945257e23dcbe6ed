import type { Day, OwnLists, StreamCategory } from '@minglu/kernel';
import { accountabilityFolds, evolveAccountability, type Investigation } from '../accountability/state.js';
import { applicationFolds, evolveApplication } from '../application/state.js';
import { creationFolds, evolveCreation } from '../creation/state.js';
import { evaluationEvents } from '../evaluation/events.js';
import { callsForRectification, evolveEvaluation, rectificationOf, type Evaluation } from '../evaluation/state.js';
import { evolvePublicity, publicityFolds } from '../publicity/state.js';
import { reviewEvents } from '../review/events.js';
import { evolveReview } from '../review/state.js';
import { evolveTitle, titleFolds } from '../title/state.js';
import { applyEffect } from './deadline-effects.js';
import type { Origin } from './define-event.js';
import { deadlineEffect, dossierEvents, factsOf, statusAfter, type DossierEvent } from './events.js';
import { noDossier, type Dossier, type Subject } from './dossier.js';
import { papersAfter } from './served-papers.js';
import { isAgainstParty, standingAfter, undone } from './set-aside.js';

export type { Dossier, Subject } from './dossier.js';

/** A chapter's fold: the event types that it folds, and the fields of the dossier that an event changes. */
const fold = <T extends DossierEvent['type']>(
  types: Readonly<Record<T, unknown>>,
  change: (dossier: Dossier, event: Extract<DossierEvent, { type: T }>, own?: OwnLists) => Partial<Dossier>,
): { readonly types: readonly string[]; readonly change: (dossier: Dossier, event: DossierEvent, own?: OwnLists) => Partial<Dossier> } => ({
  types: Object.keys(types),
  change: change as (dossier: Dossier, event: DossierEvent, own?: OwnLists) => Partial<Dossier>,
});

const CHAPTERS = [
  fold(applicationFolds, ({ application }, event) => ({ application: evolveApplication(application, event) })),
  fold(creationFolds, ({ creation }, event) => ({ creation: evolveCreation(creation, event) })),
  fold(reviewEvents, ({ review }, event) => ({ review: evolveReview(review, event) })),
  fold(publicityFolds, ({ publicity }, event, own) => ({ publicity: evolvePublicity(publicity, event, own) })),
  fold(titleFolds, ({ title }, event) => ({ title: evolveTitle(title, event) })),
  fold(evaluationEvents, ({ evaluation }, event) => ({ evaluation: evolveEvaluation(evaluation, event) })),
  fold(accountabilityFolds, evolveAccountability),
];

/** The folds by event type: an event may change the part of several chapters. */
const FOLDS: ReadonlyMap<string, readonly (typeof CHAPTERS)[number]['change'][]> = new Map(
  Object.keys(dossierEvents).map((type) => [type, CHAPTERS.filter(({ types }) => types.includes(type)).map(({ change }) => change)]),
);

/** Folds one event. Total and pure: accepts any event in any state, and reads no clock and no calendar. */
export const evolve = (dossier: Dossier, event: DossierEvent, own?: OwnLists): Dossier => {
  const { opens, closes } = factsOf(event);
  const after: { -readonly [K in keyof Dossier]: Dossier[K] } = {
    ...dossier,
    status: statusAfter(dossier.status, event),
    deadlines: applyEffect(dossier.deadlines, deadlineEffect(event)),
    decisions: standingAfter(dossier, event),
    decidedAgainst: dossier.decidedAgainst || isAgainstParty(event),
    papers: papersAfter(dossier.papers, event),
  };
  if (opens) Object.assign(after, opening(opens, event.data as unknown as Opening));
  if (typeof closes === 'function' ? closes(event.data) : closes) after.closedOn = (event.data as { readonly closedOn: Day }).closedOn;
  for (const change of FOLDS.get(event.type) ?? []) Object.assign(after, change(dossier, event, own));
  if (event.type === 'DecisionSetAside') Object.assign(after, undone(dossier, event.data));
  // A proposal that is unknown to the holder keeps the status, although the event does not mention it.
  if (after.status === 'TITLED' && after.title?.exitProposal) after.status = 'EXIT_PROPOSED';
  return after;
};

type Opening = Subject & { readonly previousCaseId?: string | null; readonly succeeds?: readonly string[] };
const opening = (origin: Origin, { previousCaseId = null, succeeds = [], ...data }: Opening): Partial<Dossier> => ({
  origin,
  openedUnder: [data.applicant, ...succeeds],
  previousCaseId,
  subject: {
    caseId: data.caseId,
    programme: data.programme,
    applicant: data.applicant,
    applicantName: data.applicantName,
    cityCode: data.cityCode,
    cityName: data.cityName,
    cityClass: data.cityClass,
    provinceCode: data.provinceCode,
  },
});

export const dossiers: StreamCategory<Dossier, DossierEvent> = { name: 'dossier', events: dossierEvents, initial: noDossier, evolve };

/** Misuse of the title by a city without a dossier. One stream for each division code; no dossier opens in it. */
export const titleMisuses: StreamCategory<Dossier, DossierEvent> = {
  name: 'title-misuse',
  // The dossier defines the event; it is not registered twice.
  events: {},
  initial: noDossier,
  evolve: (state) => state,
};

/** Flags that an officer sees beside the status. */
export const FLAGS = [
  'CYCLE_ENDED',
  'OVERDUE',
  'SUPPLEMENT_OVERDUE',
  'PRIORITY',
  'REMINDER_DUE',
  'RECTIFYING',
  'RECTIFICATION_OVERDUE',
  'STREAK_AMBIGUOUS',
  'HEARING_REQUESTED',
  'UNDER_INVESTIGATION',
] as const;
export type Flag = (typeof FLAGS)[number];
export const flagsOf = ({ creation, application, evaluation, closedOn, investigations, proceedings }: Dossier): readonly Flag[] => [
  ...(creation?.ended ? (['CYCLE_ENDED'] as const) : []),
  ...(creation?.overdue ? (['OVERDUE'] as const) : []),
  ...(application?.supplementOverdue ? (['SUPPLEMENT_OVERDUE'] as const) : []),
  ...(application?.priority.length ? (['PRIORITY'] as const) : []),
  ...(closedOn === null ? evaluationFlags(evaluation) : []),
  ...(proceedings.some(({ hearing, ended }) => hearing === 'requested' && !ended) ? (['HEARING_REQUESTED'] as const) : []),
  ...(openInvestigation(investigations) ? (['UNDER_INVESTIGATION'] as const) : []),
];
/** One star without a reminder and an order (提醒、责令整改); a rectification in progress; one overdue; a streak that needs a ruling. */
const evaluationFlags = (evaluation: Evaluation | null): readonly Flag[] => [
  ...(evaluation?.results.some((one) => callsForRectification(one) && !rectificationOf(evaluation, one.year))
    ? (['REMINDER_DUE'] as const)
    : []),
  ...(evaluation?.rectifications.some(({ accepted }) => !accepted) ? (['RECTIFYING'] as const) : []),
  ...(evaluation?.rectifications.some(({ overdue }) => overdue) ? (['RECTIFICATION_OVERDUE'] as const) : []),
  ...(evaluation?.ambiguous ? (['STREAK_AMBIGUOUS'] as const) : []),
];
export const openInvestigation = (investigations: readonly Investigation[]): Investigation | undefined =>
  investigations.find(({ finding }) => finding === null);
