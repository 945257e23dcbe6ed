import type { Actor, Day } from '@minglu/kernel';
import type { Authority, Colleague } from '@minglu/reference';
import type { Action } from '../actions.js';
import type { Bitemporal, RecordedDeadline } from '../dossier-view.js';
import type { CampaignOverview } from '../campaign-overview.js';
import type { EvaluationOverview } from '../evaluation-overview.js';
import type { HandedOver, WhoseHandOvers } from '../hand-over-view.js';
import type { NotFiledList } from '../not-filed.js';
import type { ChangeInWords, Replay, ReplayStep, VersionName } from '../replay.js';
import type { PublicNotice } from '../publicity-board.js';
import type { Task } from '../tasks.js';
import type { RegisteredTitle, TitleValidity } from '../title-register.js';
import type { VisibleDossier } from '../visibility.js';
import type { VisibleEvent } from '../visible-event.js';
import type { ChangeQueries } from './change-queries.js';
import type { ListPosition, ListQuestion } from './list-question.js';
import type { Statistics } from './statistics.js';

/** A page of a list. */
export interface DossierPage {
  readonly items: readonly VisibleDossier[];
  /** Where the next page begins; null on the last page. */
  readonly next: ListPosition | null;
  /** The number of items of the whole list, counted with its first page; null on the others. */
  readonly total: number | null;
  /** False if `total` is a lower bound: a long list by other conditions than place and status is not counted to its end. */
  readonly totalIsExact: boolean;
}

/** Tasks, the most urgent first. */
export interface TaskList {
  readonly items: readonly Task[];
  /** Open hand-overs to the viewer and by him, oldest first. */
  readonly handedOver: readonly HandedOver[];
  /** False if there are more cases than one answer looks at: then the least urgent are missing. */
  readonly complete: boolean;
}
interface TitlePage extends Omit<DossierPage, 'items'> {
  readonly items: readonly RegisteredTitle[];
}
interface PersonPage {
  readonly items: readonly ({ readonly person: string } & Authority)[];
  /** The last person of the page; null on the last page. */
  readonly next: string | null;
}
interface ColleagueList {
  readonly items: readonly Colleague[];
  /** False if there are more than one answer looks at. */
  readonly complete: boolean;
}
interface PublicityPage {
  readonly items: readonly PublicNotice[];
  readonly next: ListPosition | null;
}

/** A page of a history. */
export interface HistoryPage {
  readonly items: readonly VisibleEvent[];
  /** The version after which the next page begins; null on the last page. */
  readonly next: number | null;
}
/** The part of a history to read: at most `limit` events after a version that the viewer sees. */
export interface HistoryPart {
  readonly after: number;
  readonly limit: number;
}

/** A page of steps: those after a version that the viewer sees, or those before one. */
interface StepPart {
  readonly after: number;
  readonly before: number | null;
  readonly limit: number;
}
interface StepPage {
  readonly items: readonly ReplayStep[];
  /** The version before which the page before ends, and after which the next one begins; null at either end. */
  readonly previous: number | null;
  readonly next: number | null;
}

/** One of the versions that are in effect at a moment: by the content hash of its last event, or by the viewer's own count. Null: the last one. */
export interface AskedVersion {
  readonly hash: string | null;
  readonly version: number | null;
}

interface DifferenceOf<Side> {
  readonly from: Side;
  readonly to: Side;
  /** The first of the changes. */
  readonly changes: readonly ChangeInWords[];
  /** How many there are. */
  readonly total: number;
}
/** A side is null where the viewer may not know of the dossier yet. */
export type MomentDifference = DifferenceOf<(VersionName & Bitemporal) | null>;
export type EventDifference = DifferenceOf<VersionName & Pick<ReplayStep, 'eventId' | 'type' | 'title' | 'occurredAt' | 'recordedAt'>>;

/** Queries of the current state, answered from the read model. Each answer holds only the data that the viewer may see. */
export interface CurrentStateQueries {
  readonly changes: ChangeQueries;
  /** By the id of the case or of its title. */
  readonly dossier: (viewer: Actor, id: string) => Promise<VisibleDossier | null>;
  /** A dossier by an id as above, with every act on it for this viewer. */
  readonly actions: (viewer: Actor, id: string) => Promise<{ readonly dossier: VisibleDossier; readonly items: readonly Action[] } | null>;
  /** By default every dossier that the viewer may know of, in the order of their ids. */
  readonly dossiers: (viewer: Actor, question?: Partial<ListQuestion>) => Promise<DossierPage>;
  /** The tasks in the cases of the viewer, the most urgent first. */
  readonly tasks: (viewer: Actor, whose: WhoseHandOvers) => Promise<TaskList>;
  /** Titles as the viewer sees them; `question` as for dossiers. */
  readonly titles: (viewer: Actor, question?: Partial<ListQuestion>) => Promise<TitlePage>;
  readonly title: (viewer: Actor, titleId: string) => Promise<RegisteredTitle | null>;
  readonly validity: (viewer: Actor, titleId: string, day: Day) => Promise<TitleValidity | null>;
  /** The titles in the evaluation of a year, as the viewer sees them. */
  readonly evaluation: (viewer: Actor, year: number) => Promise<EvaluationOverview>;
  /** The dossiers of a campaign by provinces, as the viewer sees them; null if there is no such campaign. */
  readonly campaign: (viewer: Actor, campaignId: string) => Promise<CampaignOverview | null>;
  /** Durations and outcomes over all dossiers: for the ministry all, for everyone else from public facts. */
  readonly statistics: (viewer: Actor, programme: 'city' | 'park' | null) => Promise<Statistics>;
  /** Public notices, the latest last day first, behind the notice `after`. */
  readonly publicities: (after: ListPosition | null, limit: number) => Promise<PublicityPage>;
  /** The titles to be evaluated in a campaign that have not filed; null unless the id is that of an evaluation. */
  readonly notFiled: (viewer: Actor, campaignId: string) => Promise<NotFiledList | null>;
  /** The deadlines of a publicity, case, title, proceeding or campaign, oldest first. */
  readonly deadlines: (viewer: Actor, of: string) => Promise<readonly RecordedDeadline[]>;
  /** The recorded authority of a person; an empty one if none is recorded. */
  readonly authority: (person: string) => Promise<Authority>;
  /** The persons of the viewer's organisation to whom a role is granted today, beside himself. */
  readonly colleagues: (viewer: Actor, role: string) => Promise<ColleagueList>;
  /** The persons behind one, in the order of their pseudonyms, with their authority. */
  readonly persons: (behind: string, limit: number) => Promise<PersonPage>;
}

/** Queries of the past, answered from the event log. Each answer holds only the data that the viewer may see. They end with the signal. */
export interface HistoryQueries {
  readonly dossier: (viewer: Actor, id: string, when: Bitemporal, signal?: AbortSignal) => Promise<VisibleDossier | null>;
  /** By default the whole history. */
  readonly history: (viewer: Actor, id: string, when?: Bitemporal, signal?: AbortSignal, part?: HistoryPart) => Promise<HistoryPage | null>;
  readonly deadlines: (viewer: Actor, of: string, when: Bitemporal, signal?: AbortSignal) => Promise<readonly RecordedDeadline[]>;
  /** A dossier of now or of `when`, with its rules and the acts that were possible. Throws `other-version` if the version asked for is none of those in effect. */
  readonly replay: (viewer: Actor, id: string, when?: Bitemporal, version?: AskedVersion, signal?: AbortSignal) => Promise<Replay | null>;
  readonly steps: (
    viewer: Actor,
    id: string,
    when: Bitemporal | undefined,
    part: StepPart,
    signal?: AbortSignal,
  ) => Promise<StepPage | null>;
  readonly difference: (
    viewer: Actor,
    id: string,
    between: { readonly from: Bitemporal; readonly to?: Bitemporal | undefined },
    signal?: AbortSignal,
  ) => Promise<MomentDifference | null>;
  /** Between two events, such as two submissions or two plans; null unless the viewer sees both. */
  readonly eventDifference: (
    viewer: Actor,
    id: string,
    events: { readonly from: string; readonly to: string },
    when?: Bitemporal,
    signal?: AbortSignal,
  ) => Promise<EventDifference | null>;
}

/** Both kinds of queries: with `when` from the event log, without it from the read model. */
export interface ReadModel extends Omit<CurrentStateQueries, 'dossier' | 'deadlines'>, Omit<HistoryQueries, 'dossier' | 'deadlines'> {
  readonly dossier: (viewer: Actor, id: string, when?: Bitemporal, signal?: AbortSignal) => Promise<VisibleDossier | null>;
  readonly deadlines: (viewer: Actor, of: string, when?: Bitemporal, signal?: AbortSignal) => Promise<readonly RecordedDeadline[]>;
}

export const readModel = (currentState: CurrentStateQueries, history: HistoryQueries): ReadModel => ({
  ...currentState,
  ...history,
  dossier: (viewer, id, when, signal) => (when ? history.dossier(viewer, id, when, signal) : currentState.dossier(viewer, id)),
  deadlines: (viewer, of, when, signal) => (when ? history.deadlines(viewer, of, when, signal) : currentState.deadlines(viewer, of)),
});
