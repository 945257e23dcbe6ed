import { accept, day, newEvent, id, record, refuse, materialDigest, text, Type, warn } from '@minglu/kernel';
import { dateInFuture } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { EXAMPLE_SHA256 } from '../case/example.js';

import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents, reviewMethod } from './events.js';

/** Records a method of the review (article 17). The list is open: `other`, with its description. */
export const recordReviewMethod = dossierAct({
  command: 'RecordReviewMethod',
  route: 'POST /dossiers/{caseId}/review-methods',
  title: { zh: '记录评审方式', en: 'Record a review method' },
  legalBasis: ['measure-2022/17'],
  payload: record({
    caseId: id(),
    method: reviewMethod,
    date: day(),
    place: text(200),
    recordSha256: materialDigest(),
    description: Type.Optional(text()),
  }),
  example: ({ caseId, day }) => ({ caseId, method: 'site-visit', date: day, place: '现场', recordSha256: EXAMPLE_SHA256 }),
  follows: ['ReviewMethodRecorded'],
  dates: {
    date: {
      notBefore: [
        { words: 'the day on which the panel was convened', code: 'before-the-panel', of: ({ state }) => state.review?.convenedOn ?? null },
      ],
      notAfter: [today()],
      effect: 'the day of the activity; the panel has met',
    },
  },
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }, { state }) => {
    const convenedOn = state.review?.convenedOn ?? null;
    const undated = dateInFuture(data.date, at, 'measure-2022/17');
    if (undated) return undated;
    if (convenedOn !== null && data.date < convenedOn)
      return refuse(
        'before-the-panel',
        'measure-2022/17',
        `评审活动日期 ${data.date} 早于评审组组成之日 ${convenedOn}`,
        `${data.date} lies before the panel was convened (${convenedOn})`,
        { date: data.date, convenedOn },
      );
    return accept(
      [newEvent(reviewEvents.ReviewMethodRecorded, data)],
      data.method === 'other' && data.description === undefined
        ? [warn('method-not-described', 'measure-2022/17', '其他评审方式未作说明', 'another method, and no description of it')]
        : [],
    );
  },
});
