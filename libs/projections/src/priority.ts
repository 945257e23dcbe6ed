import type { Day } from '@minglu/kernel';
import type { Dossier } from '@minglu/dossier';
import { parameter } from '@minglu/regulation';
import type { DossierView } from './dossier-view.js';

/** The days on which a park held its title. */
export interface ParkTitle {
  readonly from: Day;
  /** The day on which the title ended; null while it is held. */
  readonly until: Day | null;
}

/** The days of the title of a dossier, none if it has no title. */
export const titleDays = ({ state: { title, closedOn } }: DossierView): readonly ParkTitle[] =>
  title ? [{ from: title.effectiveDate, until: closedOn }] : [];

/** A ground of priority (优先创建, 第六条). Advisory: nothing depends on it. */
export type PriorityGround =
  | { readonly ground: 'steady-growth' | 'information-infrastructure' | 'other'; readonly source: string }
  | { readonly ground: 'titled-parks'; readonly count: number; readonly on: Day };

/**
 * The grounds of priority of a city's application: those that the ministry noted, and enough titled parks.
 * The parks count that had a title on the day of the application; pilots do not count.
 */
export const priorityOf = ({ subject, application }: Dossier, parks: readonly ParkTitle[]): readonly PriorityGround[] => {
  if (subject?.programme !== 'city' || !application) return [];
  const on = application.submittedOn;
  const count = on === null ? 0 : parks.filter(({ from, until }) => from <= on && (until === null || until > on)).length;
  return [
    ...(application.priority ?? []),
    ...(on !== null && count >= parameter('priority-parks', on) ? [{ ground: 'titled-parks' as const, count, on }] : []),
  ];
};
