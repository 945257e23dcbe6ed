import { accept, addDays, day, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { workCalendar } from '@minglu/reference';
import { computeDeadline } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { deadlineEvents } from '../deadlines/events.js';
import { casesOfNotice, notStanding, standingUnder } from './notice.js';

/**
 * Prolongs a notice (article 18; decisions 25), and never shortens it. The window of every case that still stands under the notice ends at 24:00 of
 * `closesOn`.
 */
export const prolongPublicity = dossierAct({
  command: 'ProlongPublicity',
  route: 'POST /public-notices/{publicityId}/prolongations',
  title: { zh: '延长公示', en: 'Prolong the notice' },
  effect: 'favourable',
  legalBasis: ['measure-2022/18'],
  payload: record({ publicityId: id(), closesOn: day(), reason: text(200) }),
  example: () => ({ publicityId: 'p1', closesOn: '2025-10-17', reason: '便于各方提出意见' }),
  follows: ['DeadlineRecomputed'],
  dates: {
    closesOn: {
      notBefore: [
        {
          words: 'the day after the last day of the window',
          code: 'window-not-longer',
          of: ({ state: { publicity } }) => (publicity ? addDays(publicity.notice.lastDay, 1) : null),
        },
      ],
      effect: 'the window ends at 24:00 of the day',
    },
  },
  by: ministryOfficer,
  on: ({ publicityId }) => [dossierHolding('publicity', publicityId)],
  widen: ({ publicityId }, first) => casesOfNotice(publicityId, first),
  narrow: ({ publicityId }, targets) => standingUnder(publicityId, targets),
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { publicityId, closesOn, reason: cause }, at }, target, { calendar }) => {
    const { state } = target;
    const refused = notStanding(state, publicityId);
    if (refused) return refused;
    const open = state.deadlines.find(({ kind, of }) => kind === 'publicity-window' && of === publicityId);
    if (!open || (open.endsAt <= at && !open.provisional))
      return refuse('window-ended', 'measure-2022/18', '公示期已满，不能再延长', 'the window is over', { endsAt: open?.endsAt });
    if (closesOn <= open.lastDay) {
      return refuse(
        'window-not-longer',
        'measure-2022/18',
        `公示期只能延长：现至 ${open.lastDay}，所载为 ${closesOn}`,
        `a window can only be prolonged: it ends on ${open.lastDay}, the new last day is ${closesOn}`,
        { lastDay: open.lastDay, closesOn },
      );
    }
    const deadline = computeDeadline(open.kind, open.of, { ...open.rule, until: closesOn }, calendar.state);
    const { caseId } = subjectOf(target);
    return accept([
      newEvent(deadlineEvents.DeadlineRecomputed, { caseId, oldEndsAt: open.endsAt, newEndsAt: deadline.endsAt, deadline, cause }),
    ]);
  },
});
