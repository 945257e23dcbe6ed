import { addDays, dayOf, refuse, type Day, type Instant, type Refused } from '@minglu/kernel';
import { computeDeadline, type Deadline, type WorkCalendar } from '@minglu/regulation';
import type { Dossier } from './state.js';

/**
 * The deadline that brings a decision into effect at 00:00 of its day (decisions 27); null where that day has come. Until then the
 * status stays as it was.
 */
export const takesEffect = (of: string, effectiveDate: Day, at: Instant, article: string, calendar: WorkCalendar): Deadline | null =>
  effectiveDate <= dayOf(at)
    ? null
    : computeDeadline(
        'takes-effect',
        of,
        { unit: 'stated', amount: 0, from: dayOf(at), until: addDays(effectiveDate, -1), basis: [article as 'measure-2022/19'] },
        calendar,
      );

/** The decision of this case that has still to take effect, by its deadline. */
export const pendingEffect = ({ deadlines }: Dossier): Deadline | undefined => deadlines.find(({ kind }) => kind === 'takes-effect');

/**
 * True once an exit is announced: it has taken effect, or will on its day. Only `SetAsideDecision` undoes it (decisions 33), for the
 * announcement is public. Only an exit waits for its day while there is a title.
 */
export const exitIsAnnounced = (state: Dossier): boolean =>
  state.status === 'EXITED' || (state.title !== null && pendingEffect(state) !== undefined);

/**
 * A second decision is refused while one of this case has still to take effect. This holds after its day too, until its taking effect is
 * recorded: the deadline process may be late.
 */
export const effectPending = (state: Dossier, article: string): Refused | null => {
  const pending = pendingEffect(state);
  return pending
    ? refuse(
        'decision-takes-effect-later',
        article,
        `已作出的决定将于 ${addDays(pending.lastDay, 1)} 生效`,
        `a decision of this case takes effect on ${addDays(pending.lastDay, 1)}`,
        { effectiveDate: addDays(pending.lastDay, 1) },
      )
    : null;
};
