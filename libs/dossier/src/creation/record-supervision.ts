import { accept, day, newEvent, id, oneOf, record, text, Type } from '@minglu/kernel';
import { dateInFuture } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { startOfCreation, today } from '../case/date-limits.js';
import { beforeCreation } from '../case/guards.js';
import { ownProvincialGovernment } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { creationEvents } from './events.js';

/**
 * Records guidance, coordination, support or supervision by the provincial government (article 14: 指导协调、支持、督促). A record only: the text
 * sets no procedure and no sanction.
 */
export const recordSupervision = dossierAct({
  command: 'RecordSupervision',
  route: 'POST /dossiers/{caseId}/supervision-records',
  title: { zh: '记录省级指导督促', en: 'Record the guidance or supervision by the province' },
  legalBasis: ['measure-2022/14'],
  payload: record({
    caseId: id(),
    kind: oneOf('guidance', 'coordination', 'support', 'supervision'),
    summary: text(),
    date: day(),
    documentNumber: Type.Optional(text(200)),
  }),
  example: ({ caseId, day }) => ({ caseId, kind: 'guidance', summary: '召开推进会', date: day }),
  follows: ['SupervisionRecorded'],
  dates: {
    date: { notBefore: [startOfCreation], notAfter: [today()], effect: 'the day of the activity; a record only' },
  },
  by: ownProvincialGovernment,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data: { documentNumber = null, ...data }, at }, { state }) =>
    dateInFuture(data.date, at, 'measure-2022/14') ??
    beforeCreation(data.date, state, 'measure-2022/14') ??
    accept([newEvent(creationEvents.SupervisionRecorded, { ...data, documentNumber })]),
});
