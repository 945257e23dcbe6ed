import { accept, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { backTo } from '../case/guards.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents } from './events.js';

/** Returns the review materials (article 17). Also those of a park that its authorities do not check: no status is a dead end (decisions 23). */
export const returnReviewMaterials = dossierAct({
  command: 'ReturnReviewMaterials',
  route: 'POST /dossiers/{caseId}/review-material-returns',
  title: { zh: '退回评审材料', en: 'Return the review materials' },
  effect: 'adverse',
  legalBasis: ['measure-2022/17'],
  payload: record({ caseId: id(), reasons: text() }),
  example: ({ caseId }) => ({ caseId, reasons: '缺页' }),
  follows: ['ReviewMaterialsReturned'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }, { state }) =>
    state.creation === null
      ? refuse(
          'application-not-review',
          ['measure-2022/17', 'notice-2023-278/3.1'],
          '审核中的是申请材料，不是评审材料',
          'the materials being checked are those of an application, not of a review',
        )
      : accept([newEvent(reviewEvents.ReviewMaterialsReturned, { ...data, ...backTo(state) })]),
});
