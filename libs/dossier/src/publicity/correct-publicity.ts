import { accept, newEvent, id, isRefused, record, text, Type } from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { fraudSubstantiated, idTaken, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { publicityEvents } from './events.js';
import { casesOfNotice, notStanding, standingUnder } from './notice.js';
import { publicityWindow } from './window.js';

/**
 * Corrects a notice (article 18): it is voided and posted again for five working days, with its objections. It concerns every case of the notice that
 * still stands under it, until its title is conferred (decisions 25).
 */
export const correctPublicity = dossierAct({
  command: 'CorrectPublicity',
  route: 'POST /public-notices/{publicityId}/corrections',
  newId: 'newPublicityId',
  title: { zh: '更正并重新公示', en: 'Correct the notice' },
  effect: 'favourable',
  legalBasis: ['measure-2022/18'],
  payload: record({ publicityId: id(), newPublicityId: id(), reason: text(), portalUrl: Type.String({ maxLength: 500 }) }),
  example: () => ({ publicityId: 'p1', newPublicityId: 'p8', reason: '城市名称有误', portalUrl: 'https://www.miit.gov.cn/p8' }),
  follows: ['PublicityVoided', 'PublicityStarted'],
  by: ministryOfficer,
  on: ({ publicityId }) => [dossierHolding('publicity', publicityId)],
  widen: ({ publicityId }, first) => casesOfNotice(publicityId, first),
  narrow: ({ publicityId }, targets) => standingUnder(publicityId, targets),
  reads: ({ newPublicityId }) => ({ calendar: workCalendar, policies, taken: dossierHolding('publicity', newPublicityId) }),
  decide: ({ data: { publicityId, newPublicityId, reason, portalUrl }, at, batch }, target, { calendar, policies: set, taken }) => {
    const subject = subjectOf(target);
    const refused = notStanding(target.state, publicityId);
    if (refused) return refused;
    const fraud = fraudSubstantiated(target.state, 'measure-2022/18');
    if (fraud) return fraud;
    const used = idTaken({ zh: '公示', en: 'a notice' }, newPublicityId, taken, false);
    if (used) return used;
    const window = publicityWindow(
      { publicityId: newPublicityId, portalUrl, publishedAt: at, closesOn: null },
      subject,
      calendar.state,
      set.state,
      at,
    );
    if (isRefused(window)) return window;
    return accept(
      [
        newEvent(publicityEvents.PublicityVoided, {
          caseId: subject.caseId,
          publicityId,
          cause: 'corrected-notice',
          reason,
          replacedBy: newPublicityId,
        }),
        newEvent(publicityEvents.PublicityStarted, {
          ...subject,
          publicityId: newPublicityId,
          caseIds: batch.map((state) => state.subject!.caseId),
          portalUrl,
          publishedAt: at,
          countingConvention: 'posting-day-excluded',
          corrects: publicityId,
          endsAt: window.deadline.endsAt,
          workingDays: window.deadline.workingDays,
          deadline: window.deadline,
        }),
      ],
      window.warnings,
    );
  },
});
