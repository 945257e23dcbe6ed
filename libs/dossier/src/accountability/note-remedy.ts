import { accept, day, newEvent, id, oneOf, record, text, Type } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { dateInFuture, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { accountabilityEvents } from './events.js';

/** 登记对决定提起的复议或诉讼（第二十四、二十五条的决定）。It suspends nothing by itself. */
export const noteReviewOrLitigation = dossierAct({
  command: 'NoteReviewOrLitigation',
  title: { zh: '登记复议或诉讼', en: 'Note a reconsideration or litigation' },
  legalBasis: ['measure-2022/25', 'measure-2022/24'],
  payload: record({ caseId: id(), kind: oneOf('reconsideration', 'litigation'), date: day(), outcome: Type.Optional(text()) }),
  example: ({ caseId, day }) => ({ caseId, kind: 'reconsideration', date: day }),
  follows: ['ReviewOrLitigationNoted'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data: { kind, date, outcome }, at }, target) =>
    dateInFuture(date, at, 'measure-2022/25') ??
    accept([
      newEvent(accountabilityEvents.ReviewOrLitigationNoted, {
        caseId: subjectOf(target).caseId,
        kind,
        date,
        outcome: outcome ?? null,
      }),
    ]),
});
