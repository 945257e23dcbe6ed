import { accept, day, newEvent, id, record, sha256, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { EXAMPLE_SHA256 } from '../case/example.js';
import { dateInFuture } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents, reviewMethod } from './events.js';

/** 记录评审方式（第十七条）：文档审查、实地考察、重点访谈、专题座谈等。 */
export const recordReviewMethod = dossierAct({
  command: 'RecordReviewMethod',
  title: { zh: '记录评审方式', en: 'Record a review method' },
  legalBasis: ['measure-2022/17'],
  payload: record({ caseId: id(), method: reviewMethod, date: day(), place: text(200), recordSha256: sha256() }),
  example: ({ caseId, day }) => ({ caseId, method: 'site-visit', date: day, place: '现场', recordSha256: EXAMPLE_SHA256 }),
  follows: ['ReviewMethodRecorded'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }) => dateInFuture(data.date, at, 'measure-2022/17') ?? accept([newEvent(reviewEvents.ReviewMethodRecorded, data)]),
});
