import type { Instant } from '@minglu/kernel';
import type { DossierEvent, Status } from '@minglu/dossier';

/** A stay of a dossier in a status. */
export interface Step {
  readonly status: Status | 'PUBLICITY_ENDED';
  readonly from: Instant;
  /** Null while it lasts. */
  readonly to: Instant | null;
}

/** The stays after an event at `at` that left the dossier in `status`. The same list if it stayed where it was. */
export const stepsAfter = (before: readonly Step[], status: Step['status'], at: Instant): readonly Step[] => {
  const last = before.at(-1);
  if (last?.status === status || status === 'NONE') return before;
  return [...before.slice(0, -1), ...(last ? [{ ...last, to: at }] : []), { status, from: at, to: null }];
};

/** The outcome of an objection; null until it is answered. */
export type ObjectionOutcome = string | null;

/** The objections of a dossier and their outcomes, by their ids, also those of notices that were withdrawn. */
export const objectionsAfter = (
  before: Readonly<Record<string, ObjectionOutcome>>,
  { type, data }: DossierEvent,
): Readonly<Record<string, ObjectionOutcome>> => {
  if (type === 'ObjectionFiled') return { ...before, [data.objectionId]: null };
  if (type === 'ObjectionResolved') return { ...before, [data.objectionId]: data.outcome === 'dismissed' ? 'dismissed' : data.category };
  return type === 'ObjectionWithdrawn' ? { ...before, [data.objectionId]: 'withdrawn' } : before;
};
