import { accept, newEvent, id, record, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { publicityEvents } from './events.js';
import { casesOfNotice, notStanding, standingUnder } from './notice.js';

/**
 * Withdraws a notice (article 18; decisions 25) without a new one: the case returns to REVIEW_PASSED. Every case that still stands under the notice leaves it. Open
 * objections wait for their answers, and carry over to the next notice.
 */
export const withdrawPublicity = dossierAct({
  command: 'WithdrawPublicity',
  route: 'POST /public-notices/{publicityId}/withdrawals',
  title: { zh: '撤回公示', en: 'Withdraw the notice' },
  effect: 'adverse',
  legalBasis: ['measure-2022/18'],
  payload: record({ publicityId: id(), reason: text() }),
  example: () => ({ publicityId: 'p1', reason: '公示时机不当' }),
  follows: ['PublicityVoided'],
  by: ministryOfficer,
  on: ({ publicityId }) => [dossierHolding('publicity', publicityId)],
  widen: ({ publicityId }, first) => casesOfNotice(publicityId, first),
  narrow: ({ publicityId }, targets) => standingUnder(publicityId, targets),
  decide: ({ data: { publicityId, reason } }, target) =>
    notStanding(target.state, publicityId) ??
    accept([
      newEvent(publicityEvents.PublicityVoided, {
        caseId: subjectOf(target).caseId,
        publicityId,
        cause: 'notice-withdrawn',
        reason,
        replacedBy: null,
      }),
    ]),
});
