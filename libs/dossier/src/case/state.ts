import type { Day, StreamCategory } from '@minglu/kernel';
import type { Deadline } from '@minglu/regulation';
import { accountabilityFolds, evolveAccountability, type Investigation, type Proceeding } from '../accountability/state.js';
import { applicationEvents } from '../application/events.js';
import { evolveApplication, type Application } from '../application/state.js';
import { creationFolds, evolveCreation, type Creation } from '../creation/state.js';
import { evaluationEvents } from '../evaluation/events.js';
import { evolveEvaluation, rectificationOf, type Evaluation } from '../evaluation/state.js';
import { evolvePublicity, publicityFolds, type Publicity } from '../publicity/state.js';
import { reviewEvents } from '../review/events.js';
import { evolveReview, type Review } from '../review/state.js';
import { evolveTitle, titleFolds, type Title } from '../title/state.js';
import { applyEffect } from './deadline-effects.js';
import type { Origin } from './define-event.js';
import { deadlineEffect, dossierEvents, factsOf, statusAfter, type DossierEvent } from './events.js';
import { isAgainstParty, standingAfter, undone, type StandingDecision } from './set-aside.js';
import type { Status } from './status.js';

/** Whom the dossier is about, as recorded by the event that opened it. */
export interface Subject {
  readonly caseId: string;
  readonly programme: 'city' | 'park';
  readonly applicant: string;
  readonly applicantName: string;
  readonly cityCode: string;
  readonly cityName: string;
  readonly cityClass: 'direct-municipality' | 'sub-provincial-city' | 'separately-planned-city' | 'prefecture-city' | 'prefecture-unit';
  readonly provinceCode: string;
}

/** 案卷: a candidacy and the title that came of it. */
export interface Dossier {
  readonly status: Status;
  /** Null only before the first event. */
  readonly subject: Subject | null;
  readonly origin: Origin | null;
  readonly previousCaseId: string | null;
  /** The day of the decision that closed it; null while it is open. */
  readonly closedOn: Day | null;
  readonly application: Application | null;
  readonly creation: Creation | null;
  readonly review: Review | null;
  readonly publicity: Publicity | null;
  readonly title: Title | null;
  readonly evaluation: Evaluation | null;
  readonly investigations: readonly Investigation[];
  readonly proceedings: readonly Proceeding[];
  /** Open deadlines, in the order in which they began. */
  readonly deadlines: readonly Deadline[];
  /** Decisions that can be set aside, oldest first. */
  readonly decisions: readonly StandingDecision[];
  /** A decision against the party has been made. */
  readonly decidedAgainst: boolean;
}

export const noDossier: Dossier = {
  status: 'NONE',
  subject: null,
  origin: null,
  previousCaseId: null,
  closedOn: null,
  application: null,
  creation: null,
  review: null,
  publicity: null,
  title: null,
  evaluation: null,
  investigations: [],
  proceedings: [],
  deadlines: [],
  decisions: [],
  decidedAgainst: false,
};

/** One chapter's part in folding: the types that it folds, and the fields of the dossier that an event changes. */
const fold = <T extends DossierEvent['type']>(
  types: Readonly<Record<T, unknown>>,
  change: (dossier: Dossier, event: Extract<DossierEvent, { type: T }>) => Partial<Dossier>,
): { readonly types: readonly string[]; readonly change: (dossier: Dossier, event: DossierEvent) => Partial<Dossier> } => ({
  types: Object.keys(types),
  change: change as (dossier: Dossier, event: DossierEvent) => Partial<Dossier>,
});

const CHAPTERS = [
  fold(applicationEvents, ({ application }, event) => ({ application: evolveApplication(application, event) })),
  fold(creationFolds, ({ creation }, event) => ({ creation: evolveCreation(creation, event) })),
  fold(reviewEvents, ({ review }, event) => ({ review: evolveReview(review, event) })),
  fold(publicityFolds, ({ publicity }, event) => ({ publicity: evolvePublicity(publicity, event) })),
  fold(titleFolds, ({ title }, event) => ({ title: evolveTitle(title, event) })),
  fold(evaluationEvents, ({ evaluation }, event) => ({ evaluation: evolveEvaluation(evaluation, event) })),
  fold(accountabilityFolds, evolveAccountability),
];

/** Each event goes to the folds of the chapters that take it. */
const FOLDS: ReadonlyMap<string, readonly (typeof CHAPTERS)[number]['change'][]> = new Map(
  Object.keys(dossierEvents).map((type) => [type, CHAPTERS.filter(({ types }) => types.includes(type)).map(({ change }) => change)]),
);

/** Folds one event. Total and pure: it never judges, and never looks at a clock or a calendar. */
export const evolve = (dossier: Dossier, event: DossierEvent): Dossier => {
  const { opens, closes } = factsOf(event);
  const after: { -readonly [K in keyof Dossier]: Dossier[K] } = {
    ...dossier,
    status: statusAfter(dossier.status, event),
    deadlines: applyEffect(dossier.deadlines, deadlineEffect(event)),
    decisions: standingAfter(dossier, event),
    decidedAgainst: dossier.decidedAgainst || isAgainstParty(event),
  };
  if (opens) Object.assign(after, opening(opens, event.data as unknown as Opening));
  if (typeof closes === 'function' ? closes(event.data) : closes) after.closedOn = (event.data as { readonly closedOn: Day }).closedOn;
  for (const change of FOLDS.get(event.type) ?? []) Object.assign(after, change(dossier, event));
  if (event.type === 'DecisionSetAside') Object.assign(after, undone(dossier, event.data));
  // A proposal that the holder does not know of keeps the status, although the event does not mention it.
  if (after.status === 'TITLED' && after.title?.exitProposal) after.status = 'EXIT_PROPOSED';
  return after;
};

type Opening = Subject & { readonly previousCaseId?: string | null };
const opening = (origin: Origin, { previousCaseId = null, ...data }: Opening): Partial<Dossier> => ({
  origin,
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

/** 没有案卷的城市擅自使用称号的：kept by its division code, in a stream in which nothing else stands and no dossier begins. */
export const titleMisuses: StreamCategory<Dossier, DossierEvent> = {
  name: 'title-misuse',
  // 事件由案卷定义，此处不重复。
  events: {},
  initial: noDossier,
  evolve: (state) => state,
};

/** Marks that an officer sees beside the status. */
export type Flag =
  | 'CYCLE_ENDED'
  | 'OVERDUE'
  | 'SUPPLEMENT_OVERDUE'
  | 'PRIORITY'
  | 'REMINDER_DUE'
  | 'RECTIFYING'
  | 'RECTIFICATION_OVERDUE'
  | 'STREAK_AMBIGUOUS'
  | 'UNDER_INVESTIGATION';
export const flagsOf = ({ creation, application, evaluation, closedOn, investigations }: Dossier): readonly Flag[] => [
  ...(creation?.ended ? (['CYCLE_ENDED'] as const) : []),
  ...(creation?.overdue ? (['OVERDUE'] as const) : []),
  ...(application?.supplementOverdue ? (['SUPPLEMENT_OVERDUE'] as const) : []),
  ...(application?.priority.length ? (['PRIORITY'] as const) : []),
  ...(closedOn === null ? evaluationFlags(evaluation) : []),
  ...(openInvestigation(investigations) ? (['UNDER_INVESTIGATION'] as const) : []),
];
/** 一星而未提醒、责令整改的；整改中的；整改逾期的；是否连续有待裁定的。 */
const evaluationFlags = (evaluation: Evaluation | null): readonly Flag[] => [
  ...(evaluation?.results.some(({ stars, year }) => stars === 1 && !rectificationOf(evaluation, year)) ? (['REMINDER_DUE'] as const) : []),
  ...(evaluation?.rectifications.some(({ accepted }) => !accepted) ? (['RECTIFYING'] as const) : []),
  ...(evaluation?.rectifications.some(({ overdue }) => overdue) ? (['RECTIFICATION_OVERDUE'] as const) : []),
  ...(evaluation?.ambiguous ? (['STREAK_AMBIGUOUS'] as const) : []),
];
export const openInvestigation = (investigations: readonly Investigation[]): Investigation | undefined =>
  investigations.find(({ finding }) => finding === null);
