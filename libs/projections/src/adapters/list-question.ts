import type { Flag } from '@minglu/dossier';
import type { TitleState } from '../title-facts.js';
import type { VisibleDossier } from '../visibility.js';

/** Conditions on the dossiers of a list. Each is about the caller's own view: a status or a flag that is hidden from him finds nothing. */
export interface ListFilter {
  readonly programme?: 'city' | 'park';
  /** Code of the province or city in which the applicant lies today. */
  readonly province?: string;
  readonly city?: string;
  /** The code of either. */
  readonly division?: string;
  readonly status?: readonly VisibleDossier['status'][];
  readonly flag?: readonly Flag[];
  readonly campaign?: string;
  /** The year in which the dossier was opened, or a year of its evaluations. */
  readonly year?: number;
  /** An open deadline ends before this day. */
  readonly deadlineBefore?: string;
  readonly openDeadlines?: boolean;
  /** A part of a name, of its pinyin, of the first letters of that, or of the number of a document. */
  readonly q?: string;
  /** Titles in one of these states. */
  readonly titleState?: readonly TitleState[];
  /** Only cases to which the caller is a party; for the ministry all. */
  readonly own?: boolean;
}

export const SORT_FIELDS = ['id', 'name', 'status', 'changed', 'deadline', 'opened'] as const;
export type SortField = (typeof SORT_FIELDS)[number];

/** A page of a list. `after`: the last item of the page before, and its key. */
export interface ListQuestion {
  readonly filter: ListFilter;
  readonly sort: SortField;
  readonly descending: boolean;
  readonly after: ListPosition | null;
  readonly limit: number;
}

/** Where a list goes on: behind the dossier with this key and id. */
export interface ListPosition {
  readonly key: string;
  readonly id: string;
}
