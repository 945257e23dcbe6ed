import { accept, dayOf, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { endingOf, pendingProceeding } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents } from '../review/events.js';
import { applicationEvents } from './events.js';

/**
 * 撤回申请：申请是自愿的（第七条“可”），提出评审之前可以撤回，案卷终结。A pilot park withdraws its request for a review and stays a pilot
 * (decisions 26).
 */
export const withdrawApplication = dossierAct({
  command: 'WithdrawApplication',
  title: { zh: '撤回申请', en: 'Withdraw the application' },
  legalBasis: ['measure-2022/7'],
  payload: record({ caseId: id(), reasons: text() }),
  example: ({ caseId }) => ({ caseId, reasons: '另行安排' }),
  follows: {
    MUNICIPAL_CHECK: ['ApplicationWithdrawn', 'ReviewWithdrawn'],
    PROVINCIAL_CHECK: ['ApplicationWithdrawn', 'ReviewWithdrawn'],
    REVIEW_REQUESTED: ['ReviewWithdrawn'],
    elsewhere: ['ApplicationWithdrawn'],
  },
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }, { state }) => {
    // 不得以撤回规避已经告知的取消；告知之前不阻止，否则当事人由此得知有调查（第二十五条）。
    if (pendingProceeding(state))
      return refuse(
        'proceeding-pending',
        ['measure-2022/25', 'measure-2022/7'],
        '已送达事先告知书，程序了结之前不能撤回',
        'a prior notice is pending',
      );
    if (state.origin === 'pilot' && state.status !== 'CREATING')
      return accept([newEvent(reviewEvents.ReviewWithdrawn, { ...data, backTo: 'pilot' })]);
    if (state.status === 'REVIEW_REQUESTED')
      return refuse(
        'review-requested',
        ['measure-2022/7', 'measure-2022/16'],
        '已提出评审申请，不能撤回申请',
        'a review has been requested: the application can no longer be withdrawn',
      );
    return accept([newEvent(applicationEvents.ApplicationWithdrawn, { ...data, closedOn: dayOf(at), ...endingOf(state) })]);
  },
});
