import { accept, newEvent, id, record, text, Type } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { reasons } from '../case/fragments.js';
import { ministryApprover, ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents } from './events.js';

/** An officer recuses himself (回避) and does nothing more in the case (article 17, decisions 36). */
export const recuseOfficer = dossierAct({
  command: 'RecuseOfficer',
  route: 'POST /dossiers/{caseId}/officer-recusals',
  title: { zh: '经办人回避', en: 'Recuse oneself as an officer' },
  legalBasis: ['measure-2022/17', 'policy/recusal'],
  payload: record({ caseId: id(), ...reasons, documentNumber: Type.Optional(text(200)) }),
  example: ({ caseId }) => ({ caseId, reasons: '近亲属在申请单位任职' }),
  follows: ['OfficerRecused'],
  by: { ...ministryOfficer, ...ministryApprover },
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data: { caseId, reasons: why, documentNumber }, actor }) =>
    accept([
      newEvent(reviewEvents.OfficerRecused, { caseId, officer: actor.person, reasons: why, documentNumber: documentNumber ?? null }),
    ]),
});
