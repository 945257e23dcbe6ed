import { accept, day, happened, id, instant, isRefused, parseInstant, record, refuse, Type } from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import { dossierAct } from '../act.js';
import { subjectOf } from '../guards.js';
import { ministryOfficer } from '../jurisdiction.js';
import { dossierRef } from '../refs.js';
import { publicityEvents } from './events.js';
import { publicityWindow } from './window.js';

/** 公示（第十八条）：对通过评审的城市公示五个工作日。One notice may name several cases; each stands or falls by itself afterwards. */
export const startPublicity = dossierAct({
  command: 'StartPublicity',
  title: { zh: '发布公示', en: 'Start the publicity' },
  legalBasis: ['measure-2022/18'],
  payload: record({
    publicityId: id(),
    caseIds: Type.Array(id(), { minItems: 1, maxItems: 200 }),
    portalUrl: Type.String({ maxLength: 500 }),
    closesOn: Type.Optional(day()),
    publishedAt: Type.Optional(instant()),
  }),
  by: ministryOfficer,
  on: ({ caseIds }) => caseIds.map(dossierRef),
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data: { publicityId, caseIds, portalUrl, closesOn, publishedAt }, at }, target, { calendar, policies: set }) => {
    const subject = subjectOf(target);
    if (new Set(caseIds).size !== caseIds.length) return refuse('case-named-twice', 'measure-2022/18', '同一公示中案卷重复', 'a case is named twice in the notice', { caseIds });
    const posting = { publicityId, portalUrl, publishedAt: publishedAt === undefined ? at : parseInstant(publishedAt)!, closesOn: closesOn ?? null };
    const window = publicityWindow(posting, subject, calendar.state, set.state, at);
    if (isRefused(window)) return window;
    return accept(
      [
        happened(
          publicityEvents.PublicityStarted,
          {
            ...subject,
            publicityId,
            caseIds,
            portalUrl,
            publishedAt: posting.publishedAt,
            countingConvention: 'posting-day-excluded',
            corrects: null,
            deadline: window.deadline,
          },
          { occurredAt: posting.publishedAt },
        ),
      ],
      window.warnings,
    );
  },
});
