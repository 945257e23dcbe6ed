import { accept, dayOf, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { fraudSubstantiated } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents, checklist } from './events.js';
import { supplementAwaited } from './supplement-period.js';

const review = record({ caseId: id(), checklist, reasons: text() });

/**
 * Passes the formal review (形式审查, articles 8, 10 and 11): the conditions are met and the materials complete. An officer decides and gives
 * reasons.
 */
export const passFormalReview = dossierAct({
  command: 'PassFormalReview',
  route: 'POST /dossiers/{caseId}/formal-review-passes',
  title: { zh: '形式审查通过', en: 'Pass the formal review' },
  effect: 'favourable',
  legalBasis: ['measure-2022/11'],
  payload: review,
  example: ({ caseId }) => ({ caseId, checklist: { conditions: [true, true, true, true], materialsComplete: true }, reasons: '符合条件' }),
  follows: ['FormalReviewPassed'],
  gate: (state) => fraudSubstantiated(state, 'measure-2022/11'),
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ policies, calendar: workCalendar }),
  decide: ({ data: { caseId, checklist, reasons }, at }, { state }, { policies: set, calendar }) => {
    const barred = fraudSubstantiated(state, 'measure-2022/11') ?? supplementAwaited(state, at, set.state, calendar.state);
    if (barred) return barred;
    const unmet = checklist.conditions.flatMap((met, index) => (met ? [] : [index + 1]));
    if (unmet.length)
      return refuse(
        'conditions-unmet',
        ['measure-2022/8', 'measure-2022/11'],
        `不符合申请条件第（${unmet.join('、')}）项，不能通过`,
        `conditions ${unmet.join(', ')} are not met`,
        { unmet },
      );
    if (!checklist.materialsComplete)
      return refuse(
        'materials-incomplete',
        ['measure-2022/10', 'measure-2022/11'],
        '申请材料不齐全，不能通过',
        'the materials are not complete',
      );
    return accept([newEvent(applicationEvents.FormalReviewPassed, { caseId, checklist, reasons, passedOn: dayOf(at) })]);
  },
});

/** Rejects in the formal review (形式审查, article 11) with reasons; the dossier closes. */
export const rejectFormalReview = dossierAct({
  command: 'RejectFormalReview',
  route: 'POST /dossiers/{caseId}/formal-review-rejections',
  title: { zh: '形式审查不通过', en: 'Reject in the formal review' },
  effect: 'adverse',
  legalBasis: ['measure-2022/11'],
  payload: review,
  example: ({ caseId }) => ({ caseId, checklist: { conditions: [true, true, true, true], materialsComplete: false }, reasons: '材料不齐' }),
  follows: ['FormalReviewRejected'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ policies, calendar: workCalendar }),
  decide: ({ data: { caseId, checklist, reasons }, at }, { state }, { policies: set, calendar }) =>
    supplementAwaited(state, at, set.state, calendar.state) ??
    accept([newEvent(applicationEvents.FormalReviewRejected, { caseId, checklist, reasons, closedOn: dayOf(at) })]),
});
