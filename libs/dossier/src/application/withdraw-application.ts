import { accept, dayOf, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { pendingProceeding } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents } from './events.js';

/** 撤回申请：申请是自愿的（第七条“可”），提出评审之前可以撤回，案卷终结。 */
export const withdrawApplication = dossierAct({
  command: 'WithdrawApplication',
  title: { zh: '撤回申请', en: 'Withdraw the application' },
  legalBasis: ['measure-2022/7'],
  payload: record({ caseId: id(), reasons: text() }),
  example: ({ caseId }) => ({ caseId, reasons: '另行安排' }),
  follows: ['ApplicationWithdrawn'],
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }, { state }) =>
    // 不得以撤回规避已经告知的取消；告知之前不阻止，否则当事人由此得知有调查（第二十五条）。
    pendingProceeding(state)
      ? refuse(
          'proceeding-pending',
          ['measure-2022/25', 'measure-2022/7'],
          '已送达事先告知书，程序了结之前不能撤回',
          'a prior notice is pending',
        )
      : accept([newEvent(applicationEvents.ApplicationWithdrawn, { ...data, closedOn: dayOf(at) })]),
});
