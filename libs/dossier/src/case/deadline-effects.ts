import type { Deadline } from '@minglu/regulation';

/** The effect of an event on the open deadlines of its dossier. */
export type DeadlineEffect =
  /** Starts or moves a deadline; ends those of the kinds in `clear`. */
  | { readonly set: Deadline; readonly clear?: readonly Deadline['kind'][] }
  /** Ends the open deadlines of these kinds; with `of`, only those of the subjects in it. */
  | { readonly clear: readonly Deadline['kind'][]; readonly of?: readonly string[] | undefined }
  /** Ends the rectification of a year. Older events do not record the year: at that time a title had at most one rectification. */
  | { readonly rectified: number | undefined }
  | { readonly clearAll: true }
  /** The open deadlines are these again. */
  | { readonly restore: readonly Deadline[] };

const CYCLE: readonly string[] = ['creation-cycle', 'review-request'];

/**
 * The open deadlines after an effect. A new deadline replaces the one of the same kind; a rectification replaces the one of the same year.
 * The deadline for requesting a review follows the end of the cycle and replaces its deadline. A longer cycle replaces both.
 */
export const applyEffect = (open: readonly Deadline[], effect: DeadlineEffect | null): readonly Deadline[] => {
  if (!effect) return open;
  if ('clearAll' in effect) return [];
  if ('restore' in effect) return effect.restore;
  if (!('set' in effect) && 'clear' in effect)
    return open.filter(({ kind, of }) => !effect.clear.includes(kind) || effect.of?.includes(of) === false);
  if ('rectified' in effect)
    return open.filter(
      ({ kind, evaluationYear }) => kind !== 'rectification' || (evaluationYear !== undefined && evaluationYear !== effect.rectified),
    );
  const { set } = effect;
  const replaced: readonly string[] = [...(CYCLE.includes(set.kind) ? CYCLE : [set.kind]), ...(effect.clear ?? [])];
  return [...open.filter((one) => !replaced.includes(one.kind) || (one.kind === set.kind && !isReplaced(one, set))), set];
};

/** A title may have several rectifications to make, a case several proceedings with a statement window each. */
const isReplaced = (one: Deadline, set: Deadline): boolean =>
  one.evaluationYear === set.evaluationYear && (set.kind !== 'statement-window' || one.of === set.of);
