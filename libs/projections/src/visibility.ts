import type { Actor, Classification, RecordedEvent } from '@minglu/kernel';
import { flagsOf, type Flag, type Status, type Subject } from '@minglu/dossier';
import type { PolicyValues, WorkCalendar } from '@minglu/regulation';
import type { DossierView, RecordedDeadline } from './dossier-view.js';
import { priorityOf, type ParkTitle, type PriorityGround } from './priority.js';
import { remindersOf, type Reminder } from './reminders.js';

/** How much of a dossier a viewer sees: all of it, what a party to it may know, or what is public. */
export type Sight = 'all' | 'party' | 'public';

const MINISTRY = ['ministry-officer', 'ministry-approver', 'ministry-admin', 'auditor'];

/** The one place that says who sees what; deny by default. */
export const sightOf = ({ role, org }: Actor, subject: Subject): Sight => {
  if (MINISTRY.includes(role) && org === 'MIIT') return 'all';
  if (role === 'applicant' && org === subject.applicant) return 'party';
  if ((role === 'provincial-government' || role === 'provincial-authority') && org === subject.provinceCode) return 'party';
  if (role === 'municipal-authority' && org === subject.cityCode) return 'party';
  return 'public';
};

const SEEN: Readonly<Record<Sight, readonly Classification[]>> = {
  all: ['PUBLIC', 'INTERNAL', 'RESTRICTED'],
  party: ['PUBLIC', 'INTERNAL'],
  public: ['PUBLIC'],
};
/** The classes of events that an actor may see of a dossier. */
export const visibleClasses = (actor: Actor, subject: Subject): readonly Classification[] => SEEN[sightOf(actor, subject)];
export const maySee = (sight: Sight, { metadata }: RecordedEvent): boolean => SEEN[sight].includes(metadata.classification);

/** What of a view is shown; `version` counts the events that this viewer can see, and nothing else. */
export interface VisibleDossier extends Subject {
  readonly status: Status;
  readonly titleId: string | null;
  readonly flags: readonly Flag[];
  readonly deadlines: readonly RecordedDeadline[];
  /** 优先创建的情形（第六条）, advisory; empty for who is no party. */
  readonly priority: readonly PriorityGround[];
  /** What is due by diligence, not by a deadline; of today, so none in an answer about the past. */
  readonly reminders: readonly Reminder[];
  readonly version: number;
}

/** What a dossier does not hold itself: the register of park titles, and what reminders are counted by. */
export interface Beside {
  readonly parks: readonly ParkTitle[];
  readonly settings: { readonly policies: PolicyValues; readonly calendar: WorkCalendar } | null;
}
const nothing: Beside = { parks: [], settings: null };

/** Null where the viewer may not know that the dossier exists. */
export const visible = (view: DossierView, sight: Sight, { parks, settings }: Beside = nothing): VisibleDossier | null => {
  const { subject, status, title } = view.state;
  if (!subject || (sight === 'public' && view.publicStatus === null)) return null;
  const priority = sight === 'public' ? [] : priorityOf(view.state, parks);
  const own = flagsOf(view.state);
  const flags: readonly Flag[] = priority.length && !own.includes('PRIORITY') ? [...own, 'PRIORITY'] : own;
  // 当事人只知其可知的状态：提示据其推算，不得由此得知部内所办。
  const [known, whose] = sight === 'all' ? ([status, 'ministry'] as const) : ([view.partyStatus, 'parties'] as const);
  return {
    ...subject,
    status: sight === 'all' ? status : sight === 'party' ? view.partyStatus : view.publicStatus!,
    titleId: title?.titleId ?? null,
    // 调查在事先告知之前不得为当事人所知，任何标记、计数都不例外。
    flags: sight === 'all' ? flags : sight === 'party' ? flags.filter((flag) => flag !== 'UNDER_INVESTIGATION') : [],
    deadlines: sight === 'public' ? view.deadlines.filter(({ kind }) => kind === 'publicity-window') : view.deadlines,
    priority,
    reminders: settings && sight !== 'public' ? remindersOf(view.state, known, settings.policies, settings.calendar, whose) : [],
    version: view.versions[sight],
  };
};
