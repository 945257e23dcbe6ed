import { accept, newEvent, id, record, text } from '@minglu/kernel';
import { dossierAct } from '../act.js';
import { ownProvincialAuthority } from '../jurisdiction.js';
import { dossierRef } from '../refs.js';
import { applicationEvents } from './events.js';

/** 省级主管部门意见（278 号通知三（一）：科学统筹、严格把关）。It decides nothing by itself. */
export const recordAuthorityOpinion = dossierAct({
  command: 'RecordAuthorityOpinion',
  title: { zh: '记录省级主管部门意见', en: 'Record the opinion of the provincial authority' },
  legalBasis: ['notice-2023-278/3.1'],
  payload: record({ caseId: id(), opinion: text(), documentNumber: text(200) }),
  by: ownProvincialAuthority,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }) => accept([newEvent(applicationEvents.AuthorityOpinionRecorded, data)]),
});
