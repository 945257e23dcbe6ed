import { accept, dayOf, newEvent, id, record, refuse, Type } from '@minglu/kernel';
import { divisionCode } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { subjectOf } from '../case/guards.js';
import { forwardingAuthority } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents } from './events.js';

/**
 * Submits the summary table of parks (园区汇总表, notice 278 sections 2(2), 3(1) and 4). The provincial authority sends it under seal, and
 * lists approved parks only. The whole table is accepted or refused.
 */
export const submitSummaryTable = dossierAct({
  command: 'SubmitSummaryTable',
  route: 'POST /campaigns/{campaignId}/summary-tables',
  title: { zh: '报送园区汇总表', en: 'Submit the summary table' },
  legalBasis: ['notice-2023-278/2.2', 'notice-2023-278/3.1', 'notice-2023-278/4'],
  payload: record({
    province: divisionCode(),
    campaignId: id(),
    caseIds: Type.Array(id(), { minItems: 1, maxItems: 200 }),
    sealed: Type.Boolean(),
    sealRef: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  example: ({ caseId }) => ({ province: '440000', campaignId: 'park-creation-2023', caseIds: [caseId], sealed: true, sealRef: '印章-1' }),
  follows: ['SummaryTableSubmitted'],
  by: forwardingAuthority,
  on: ({ caseIds }) => caseIds.map(dossierRef),
  decide: ({ data: { province, campaignId, caseIds, sealed, sealRef }, actor, at }, target) => {
    const { caseId, applicantName } = subjectOf(target);
    const basis = ['notice-2023-278/3.1', 'notice-2023-278/2.2', 'notice-2023-278/4'];
    if (!sealed || !sealRef)
      return refuse('summary-table-unsealed', basis, '园区汇总表须加盖公章', 'the summary table must bear the official seal');
    if (new Set(caseIds).size !== caseIds.length)
      return refuse('case-named-twice', basis, '汇总表中园区重复', 'a park is named twice in the table', { caseIds });
    if (province !== actor.org)
      return refuse(
        'other-province',
        basis,
        `汇总表由 ${province} 报送，与报送机关不符`,
        `the table is of ${province}, not of its sender`,
        {
          province,
        },
      );
    if (target.state.application?.campaignId !== campaignId) {
      return refuse(
        'other-campaign',
        basis,
        `${applicantName} 不是按 ${campaignId} 申请的`,
        `${applicantName} did not apply by ${campaignId}`,
        { campaignId },
      );
    }
    return accept([
      newEvent(applicationEvents.SummaryTableSubmitted, { caseId, province, campaignId, caseIds, sealRef, receivedOn: dayOf(at) }),
    ]);
  },
});
