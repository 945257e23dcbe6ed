import { accept, newEvent, id, record, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { backTo } from '../case/guards.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents } from './events.js';

/** 退回评审材料（第十七条：审查评审材料）。 */
export const returnReviewMaterials = dossierAct({
  command: 'ReturnReviewMaterials',
  title: { zh: '退回评审材料', en: 'Return the review materials' },
  legalBasis: ['measure-2022/17'],
  payload: record({ caseId: id(), reasons: text() }),
  example: ({ caseId }) => ({ caseId, reasons: '缺页' }),
  follows: ['ReviewMaterialsReturned'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }, { state }) => accept([newEvent(reviewEvents.ReviewMaterialsReturned, { ...data, ...backTo(state) })]),
});
