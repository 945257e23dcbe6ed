import { accept, dayOf, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { campaign } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents } from './events.js';

/**
 * 终结申请 (articles 7 and 25, notice 278 section 4, decisions 22 and 23). The ministry ends an application that has not reached it: once its campaign has
 * closed, or on a finding of fraud. An investigation goes on.
 */
export const closeApplication = dossierAct({
  command: 'CloseApplication',
  route: 'POST /dossiers/{caseId}/closures',
  title: { zh: '终结申请', en: 'Close an application' },
  effect: 'adverse',
  legalBasis: ['measure-2022/7', 'measure-2022/25', 'notice-2023-278/4'],
  payload: record({ caseId: id(), reasons: text() }),
  example: ({ caseId }) => ({ caseId, reasons: '填报截止后未报送' }),
  follows: ['ApplicationClosed'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: (_, [target]) => ({ campaign: campaign(target?.state.application?.campaignId ?? 'none') }),
  decide: ({ data, at }, { state }, reads) => {
    if (state.creation)
      return refuse(
        'review-not-application',
        ['measure-2022/16', 'measure-2022/7'],
        '案卷已在创建中，审核的是评审材料，不能终结申请',
        'the case is in creation: its review materials are being checked, not an application',
      );
    const window = reads.campaign.state;
    const fraud = state.investigations.some(({ finding }) => finding === 'substantiated');
    if (!fraud && window && at < window.closesAt)
      return refuse(
        'campaign-still-open',
        ['notice-2023-278/4', 'measure-2022/7', 'measure-2022/25'],
        '填报时间未满，又无查实的弄虚作假，不能终结申请',
        'the campaign is still open and no fraud has been found',
        { closesAt: window.closesAt },
      );
    return accept([newEvent(applicationEvents.ApplicationClosed, { ...data, closedOn: dayOf(at) })]);
  },
});
