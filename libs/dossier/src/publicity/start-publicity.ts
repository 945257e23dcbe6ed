import { accept, day, dayOf, newEvent, id, instant, isRefused, parseInstant, record, refuse, startOfDay, Type } from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { now } from '../case/date-limits.js';
import { fraudSubstantiated, idTaken, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { publicityEvents } from './events.js';
import { publicityWindow, shortestWindow } from './window.js';

/**
 * Starts the publicity (公示, article 18): a city that passed the review is before the public for five working days. A notice may name
 * several cases; afterwards each case has its own outcome.
 */
export const startPublicity = dossierAct({
  command: 'StartPublicity',
  route: 'POST /public-notices',
  newId: 'publicityId',
  title: { zh: '发布公示', en: 'Start the publicity' },
  effect: 'favourable',
  legalBasis: ['measure-2022/18'],
  payload: record({
    publicityId: id(),
    caseIds: Type.Array(id(), { minItems: 1, maxItems: 200 }),
    portalUrl: Type.String({ maxLength: 500 }),
    closesOn: Type.Optional(day()),
    publishedAt: Type.Optional(instant()),
  }),
  example: ({ caseId }) => ({ publicityId: 'p9', caseIds: [caseId], portalUrl: 'https://www.miit.gov.cn/p9' }),
  follows: ['PublicityStarted'],
  dates: {
    publishedAt: {
      notBefore: [
        {
          words: '00:00 of the day on which the review passed',
          code: 'published-before-review',
          of: ({ state: { review } }) => (review?.concludedOn ? startOfDay(review.concludedOn) : null),
        },
      ],
      notAfter: [now('published-in-future')],
      effect: 'the window counts from the day after it; absent: the instant of the act',
    },
    closesOn: {
      notBefore: [shortestWindow],
      effect: 'the window ends at 24:00 of the day; absent: after the shortest window',
    },
  },
  gate: (state) => fraudSubstantiated(state, 'measure-2022/18'),
  by: ministryOfficer,
  on: ({ caseIds }) => caseIds.map(dossierRef),
  reads: ({ publicityId }) => ({ calendar: workCalendar, policies, taken: dossierHolding('publicity', publicityId) }),
  decide: ({ data: { publicityId, caseIds, portalUrl, closesOn, publishedAt }, at }, target, { calendar, policies: set, taken }) => {
    const subject = subjectOf(target);
    if (new Set(caseIds).size !== caseIds.length)
      return refuse('case-named-twice', 'measure-2022/18', '同一公示中案卷重复', 'a case is named twice in the notice', { caseIds });
    const fraud = fraudSubstantiated(target.state, 'measure-2022/18');
    if (fraud) return fraud;
    const used = idTaken({ zh: '公示', en: 'a notice' }, publicityId, taken, false);
    if (used) return used;
    const posting = {
      publicityId,
      portalUrl,
      publishedAt: publishedAt === undefined ? at : parseInstant(publishedAt)!,
      closesOn: closesOn ?? null,
    };
    const window = publicityWindow(posting, subject, calendar.state, set.state, at);
    if (isRefused(window)) return window;
    const concludedOn = target.state.review?.concludedOn ?? null;
    if (concludedOn !== null && dayOf(posting.publishedAt) < concludedOn) {
      return refuse(
        'published-before-review',
        'measure-2022/18',
        `公示发布时间早于评审通过之日 ${concludedOn}`,
        `posted before the review was passed (${concludedOn})`,
        { concludedOn },
      );
    }
    return accept(
      [
        newEvent(
          publicityEvents.PublicityStarted,
          {
            ...subject,
            publicityId,
            caseIds,
            portalUrl,
            publishedAt: posting.publishedAt,
            countingConvention: 'posting-day-excluded',
            corrects: null,
            endsAt: window.deadline.endsAt,
            workingDays: window.deadline.workingDays,
            deadline: window.deadline,
          },
          { occurredAt: posting.publishedAt },
        ),
      ],
      window.warnings,
    );
  },
});
