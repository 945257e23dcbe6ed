import type { Actor, Classification, Instant } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import type { RecordedDeadline } from '../dossier-view.js';
import type { NotFiledList } from '../not-filed.js';
import type { Receipt } from '../receipt.js';
import type { VisibleDossier } from '../visibility.js';

/** A question about the past: the state in effect at `at`, from the events recorded by `knownAt`. */
export interface Bitemporal {
  readonly at: Instant;
  readonly knownAt: Instant;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The `cursor` of the next page; null on the last page. */
  readonly next: string | null;
}

interface Correction {
  readonly correctionId: string;
  readonly field: string;
  readonly value?: unknown;
  readonly correctedAt: Instant;
}

/** An event as one viewer sees it. The optional fields are for the ministry alone. */
export interface VisibleEvent {
  /** 1, 2, 3, … over the events that this viewer sees. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: DossierEvent['data'];
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly legalBasis: readonly string[];
  readonly rulePackage: string;
  readonly calendarVersion: number | null;
  readonly classification: Classification;
  readonly actor: Partial<Actor>;
  readonly receipt: Receipt;
  /** Approved corrections, oldest first. `data` has the corrected values. `value` is absent where the record is sealed. */
  readonly corrections?: readonly Correction[];
  /** With `corrections`: the payload as it was recorded. */
  readonly recorded?: DossierEvent['data'];
  readonly position?: number;
  readonly streamVersion?: number;
  readonly commandId?: string;
  readonly correlationId?: string;
  readonly causationId?: string | null;
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

/** Queries of the current state, answered from the read model. Each answer holds only the data that the viewer may see. */
export interface CurrentStateQueries {
  /** By the id of the case or of its title. */
  readonly dossier: (viewer: Actor, id: string) => Promise<VisibleDossier | null>;
  /** `division`: only those of this city or province, and of those that it has succeeded. A page may hold fewer than `limit`. */
  readonly dossiers: (viewer: Actor, cursor: string | null, limit: number, division?: string) => Promise<Page<VisibleDossier>>;
  /** The titles to be evaluated in a campaign that have not filed; null unless the id is that of an evaluation. */
  readonly notFiled: (viewer: Actor, campaignId: string) => Promise<NotFiledList | null>;
  /** The deadlines of a publicity, case, title, proceeding or campaign, oldest first. */
  readonly deadlines: (viewer: Actor, of: string) => Promise<readonly RecordedDeadline[]>;
}

/** Queries of the past, answered from the event log. Each answer holds only the data that the viewer may see. They end with the signal. */
export interface HistoryQueries {
  readonly dossier: (viewer: Actor, id: string, when: Bitemporal, signal?: AbortSignal) => Promise<VisibleDossier | null>;
  /** By default the whole history. */
  readonly history: (viewer: Actor, id: string, when?: Bitemporal, signal?: AbortSignal, part?: HistoryPart) => Promise<HistoryPage | null>;
  readonly deadlines: (viewer: Actor, of: string, when: Bitemporal, signal?: AbortSignal) => Promise<readonly RecordedDeadline[]>;
}

/** Both kinds of queries: with `when` from the event log, without it from the read model. */
export interface ReadModel {
  readonly dossier: (viewer: Actor, id: string, when?: Bitemporal, signal?: AbortSignal) => Promise<VisibleDossier | null>;
  readonly dossiers: CurrentStateQueries['dossiers'];
  readonly notFiled: CurrentStateQueries['notFiled'];
  readonly history: HistoryQueries['history'];
  readonly deadlines: (viewer: Actor, of: string, when?: Bitemporal, signal?: AbortSignal) => Promise<readonly RecordedDeadline[]>;
}

export const readModel = (currentState: CurrentStateQueries, history: HistoryQueries): ReadModel => ({
  dossier: (viewer, id, when, signal) => (when ? history.dossier(viewer, id, when, signal) : currentState.dossier(viewer, id)),
  dossiers: currentState.dossiers,
  notFiled: currentState.notFiled,
  history: history.history,
  deadlines: (viewer, of, when, signal) => (when ? history.deadlines(viewer, of, when, signal) : currentState.deadlines(viewer, of)),
});
