import { accept, dayOf, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { endingOf, pendingProceeding } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents } from '../review/events.js';
import { applicationEvents } from './events.js';

/**
 * Withdraws the application, which is voluntary (article 7), before a review is requested. It closes the dossier. A pilot park withdraws its request for a review and stays a pilot
 * (decisions 26).
 */
export const withdrawApplication = dossierAct({
  command: 'WithdrawApplication',
  route: 'POST /dossiers/{caseId}/withdrawals',
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
    // A withdrawal cannot avoid a cancellation once its prior notice is served. Before that it is not refused: the party would learn of
    // the investigation (article 25).
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
