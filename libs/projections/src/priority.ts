import type { Day } from '@minglu/kernel';
import type { Dossier } from '@minglu/dossier';
import { parameter } from '@minglu/regulation';

/** A park's title by the days on which it began and ended. */
export interface ParkTitle {
  readonly from: Day;
  /** Null while it is held. */
  readonly until: Day | null;
}

/** 优先创建的情形（第六条）：advisory. */
export type PriorityGround =
  | { readonly ground: 'steady-growth' | 'information-infrastructure' | 'other'; readonly source: string }
  | { readonly ground: 'titled-parks'; readonly count: number; readonly on: Day };

/**
 * What gives a city's application priority: what the ministry noted, and the titled parks that the city had on the day of its
 * application (pilots do not count).
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
