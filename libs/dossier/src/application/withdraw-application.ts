import { accept, dayOf, happened, id, record, text } from '@minglu/kernel';
import { dossierAct } from '../act.js';
import { applicant } from '../jurisdiction.js';
import { dossierRef } from '../refs.js';
import { applicationEvents } from './events.js';

/** 撤回申请：申请是自愿的（第七条“可”），提出评审之前可以撤回，案卷终结。 */
export const withdrawApplication = dossierAct({
  command: 'WithdrawApplication',
  title: { zh: '撤回申请', en: 'Withdraw the application' },
  legalBasis: ['measure-2022/7'],
  payload: record({ caseId: id(), reasons: text() }),
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }) => accept([happened(applicationEvents.ApplicationWithdrawn, { ...data, closedOn: dayOf(at) })]),
});
