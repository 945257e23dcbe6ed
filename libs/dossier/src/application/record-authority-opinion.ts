import { accept, newEvent, id, record, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { ownProvincialAuthority } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents } from './events.js';

/** Records the opinion of the provincial authority (省级主管部门, notice 278 section 3(1): 科学统筹、严格把关). It decides nothing by itself. */
export const recordAuthorityOpinion = dossierAct({
  command: 'RecordAuthorityOpinion',
  route: 'POST /dossiers/{caseId}/authority-opinions',
  title: { zh: '记录省级主管部门意见', en: 'Record the opinion of the provincial authority' },
  legalBasis: ['notice-2023-278/3.1'],
  payload: record({ caseId: id(), opinion: text(), documentNumber: text(200) }),
  example: ({ caseId }) => ({ caseId, opinion: '同意推荐', documentNumber: '1号' }),
  follows: ['AuthorityOpinionRecorded'],
  by: ownProvincialAuthority,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }) => accept([newEvent(applicationEvents.AuthorityOpinionRecorded, data)]),
});
