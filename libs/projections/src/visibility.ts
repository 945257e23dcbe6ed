import { dayOf, type Actor, type Classification, type Instant, type RecordedEvent } from '@minglu/kernel';
import {
  flagsOf,
  formerNames,
  standing,
  subjectOn,
  type Dossier,
  type Flag,
  type FormerName,
  type Status,
  type Subject,
} from '@minglu/dossier';
import type { Succession } from '@minglu/reference';
import { MINISTRY, MINISTRY_ROLES } from '@minglu/regulation';
import { correctedView, type ShownCorrection } from './corrected-view.js';
import type { ApprovedCorrection } from './corrections-view.js';
import { publicly, type DossierView, type RecordedDeadline } from './dossier-view.js';
import { plansShown, type PlansShown } from './plan-view.js';
import { priorityOf, type ParkTitle, type PriorityGround } from './priority.js';
import { remindersOf, type Reminder, type ReminderSettings } from './reminders.js';

/** The part of a dossier that a viewer sees: all of it, the part of a party, or the public part. */
export type Visibility = 'all' | 'party' | 'public';

/** The ministry and the auditors see all of everything. */
export const seesAll = ({ role, org }: Pick<Actor, 'role' | 'org'>): boolean => MINISTRY_ROLES.includes(role) && org === MINISTRY;

/** The facts of a dossier on which its visibility depends. */
export type Concerned = Pick<Dossier, 'subject' | 'applicantOrg' | 'status' | 'review'>;

/** True while the expert has a seat on the panel of the review that is under way (decisions 36). */
const sitsOnPanel = ({ role, org, person }: Actor, { status, review }: Concerned): boolean =>
  role === 'expert' && org === MINISTRY && status === 'UNDER_REVIEW' && (review?.members.includes(person) ?? false);

/** The only rule of visibility. A viewer who matches no case sees the public part. */
export const visibilityOf = (viewer: Actor, dossier: Concerned): Visibility => {
  const { role, org } = viewer;
  const { subject, applicantOrg } = dossier;
  if (seesAll({ role, org })) return 'all';
  if (!subject) return 'public';
  if (role === 'applicant' && org === (applicantOrg ?? subject.applicant)) return 'party';
  if ((role === 'provincial-government' || role === 'provincial-authority') && org === subject.provinceCode) return 'party';
  if (role === 'municipal-authority' && org === subject.cityCode) return 'party';
  return sitsOnPanel(viewer, dossier) ? 'party' : 'public';
};

const CLASSIFICATIONS: Readonly<Record<Visibility, readonly Classification[]>> = {
  all: ['PUBLIC', 'INTERNAL', 'RESTRICTED'],
  party: ['PUBLIC', 'INTERNAL'],
  public: ['PUBLIC'],
};
export const classificationsOf = (visibility: Visibility): readonly Classification[] => CLASSIFICATIONS[visibility];
/** The classifications of the events of a dossier that an actor may see now; all if it has no subject yet. */
export const visibleClassifications = (actor: Actor, dossier: Dossier, now: Moment): readonly Classification[] =>
  CLASSIFICATIONS[dossier.subject ? visibilityOf(actor, standingAt(dossier, now)) : 'all'];
export const isVisible = (visibility: Visibility, { metadata }: RecordedEvent): boolean =>
  CLASSIFICATIONS[visibility].includes(metadata.classification);

/**
 * A dossier as one viewer sees it. The applicant, its city and its province are those of the day asked. `version` counts only the
 * events that this viewer may see.
 */
export interface VisibleDossier extends Subject {
  /** The names that the applicant had before the day asked, and those of a city or park that has become part of it (decisions 38). */
  readonly formerNames: readonly FormerName[];
  readonly status: Status | 'PUBLICITY_ENDED';
  readonly titleId: string | null;
  readonly flags: readonly Flag[];
  readonly deadlines: readonly RecordedDeadline[];
  /** The grounds of priority (优先创建, 第六条). Advisory; empty for the public. */
  readonly priority: readonly PriorityGround[];
  /** Duties of diligence that are due by the calendar of today; empty in an answer about the past. */
  readonly reminders: readonly Reminder[];
  readonly version: number;
  /** The latest plans, row by row; for the ministry and the parties. Absent from lists and for the public. */
  readonly plans?: PlansShown;
  /** The approved corrections of the fields shown here, oldest first; absent if there is none. */
  readonly corrections?: readonly ShownCorrection[];
}

/** Data from outside the dossier: corrections, the park titles of its city, and the settings by which reminders are counted. */
export interface DossierContext {
  /** The approved corrections of the events of the dossier, oldest first. */
  readonly corrections: readonly ApprovedCorrection[];
  readonly parks: readonly ParkTitle[];
  readonly settings: ReminderSettings | null;
  /** The moment whose divisions and parks are shown; without it the record is shown as it is. */
  readonly asked: Moment;
}

/** An instant with the changes of divisions and parks that are known at it. */
export interface Moment {
  readonly at: Instant;
  readonly succession: Succession;
}
export const standingAt = (state: Dossier, { at, succession }: Moment): Dossier => standing(state, succession, at);

/** The part of a dossier that a viewer may see now. It follows the divisions of today, also in a question about the past. */
export const visibilityNow = (viewer: Actor, { state }: DossierView, now: Moment): Visibility =>
  seesAll(viewer) ? 'all' : visibilityOf(viewer, standingAt(state, now));

/** A dossier as it stood at the moment asked, for a viewer of now; null if the viewer may not know that it exists. */
export const dossierFor = (
  viewer: Actor,
  view: DossierView,
  now: Moment,
  asked: Moment,
  context: Partial<DossierContext> = {},
): VisibleDossier | null => visibleDossier(view, visibilityNow(viewer, view, now), { ...context, asked });

/** The status as an audience sees it; null if it may not know that the dossier exists. */
export const statusFor = (
  { state, partyStatus, publicStatus }: Pick<DossierView, 'state' | 'partyStatus' | 'publicStatus'>,
  audience: Visibility,
): VisibleDossier['status'] | null =>
  audience === 'all' ? state.status : audience === 'party' ? partyStatus : publicStatus === null ? null : publicly(publicStatus);

/** Whether the viewer may know that the dossier exists. */
export const mayKnow = (viewer: Actor, view: DossierView, now: Moment): boolean =>
  view.state.subject !== null && statusFor(view, visibilityNow(viewer, view, now)) !== null;

/** The flags that an audience sees, with those that follow from the grounds of priority. */
const flagsFor = (state: Dossier, audience: Visibility, priority: readonly PriorityGround[]): readonly Flag[] => {
  if (audience === 'public') return [];
  const own = flagsOf(state);
  const flags: readonly Flag[] = priority.length && !own.includes('PRIORITY') ? [...own, 'PRIORITY'] : own;
  // A party must not learn of an investigation before the prior notice (事先告知), by no flag and by no count.
  return audience === 'all' ? flags : flags.filter((flag) => flag !== 'UNDER_INVESTIGATION');
};
const priorityFor = (state: Dossier, audience: Visibility, parks: readonly ParkTitle[]): readonly PriorityGround[] =>
  audience === 'public' ? [] : priorityOf(state, parks);
const deadlinesFor = ({ deadlines }: DossierView, audience: Visibility): readonly RecordedDeadline[] =>
  audience === 'public' ? deadlines.filter(({ kind }) => kind === 'publicity-window') : deadlines;

/** The facts by which lists find a dossier, as recorded: of its {@link VisibleDossier} without corrections and without park titles. */
export const recordedFacts = (
  view: DossierView,
  audience: Visibility,
): Pick<VisibleDossier, 'caseId' | 'applicantName' | 'status' | 'flags' | 'deadlines'> | null => {
  const status = statusFor(view, audience);
  const { subject } = view.state;
  if (!subject || status === null) return null;
  const { caseId, applicantName } = subject;
  const flags = flagsFor(view.state, audience, priorityFor(view.state, audience, []));
  return { caseId, applicantName, status, flags, deadlines: deadlinesFor(view, audience) };
};

/** Null if the viewer may not know that the dossier exists. */
export const visibleDossier = (
  recorded: DossierView,
  visibility: Visibility,
  { corrections: approved = [], parks = [], settings = null, asked }: Partial<DossierContext> = {},
): VisibleDossier | null => {
  // A viewer learns of no correction of an event that he may not see.
  const sources = (recorded.sources ?? []).filter(({ classification }) => CLASSIFICATIONS[visibility].includes(classification));
  const { view, corrections } = correctedView({ ...recorded, sources }, approved);
  const { status, title } = view.state;
  // A correction says how the record should have read; a later change of divisions comes on top of it.
  const subject = asked && view.state.subject ? subjectOn(view.state.subject, asked.succession, dayOf(asked.at)) : view.state.subject;
  const names = asked && view.state.subject ? formerNames(view.state.subject, asked.succession, dayOf(asked.at)) : [];
  const shownStatus = statusFor(view, visibility);
  if (!subject || shownStatus === null) return null;
  const priority = priorityFor(view.state, visibility, parks);
  // Reminders follow the status that the viewer may know: they must not reveal the ministry's work to a party.
  const [knownStatus, audience] = visibility === 'all' ? ([status, 'ministry'] as const) : ([view.partyStatus, 'parties'] as const);
  return {
    ...subject,
    formerNames: names,
    status: shownStatus,
    titleId: title?.titleId ?? null,
    flags: flagsFor(view.state, visibility, priority),
    deadlines: deadlinesFor(view, visibility),
    priority,
    reminders: settings && visibility !== 'public' ? remindersOf(view.state, knownStatus, settings, audience) : [],
    version: view.versions[visibility],
    ...(visibility === 'public' ? {} : { plans: plansShown(view.plans) }),
    ...(corrections.length > 0 ? { corrections } : {}),
  };
};
