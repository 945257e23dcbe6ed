import { accept, day, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { dateInFuture, policies } from '@minglu/reference';
import { programmeYear } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { fieldOf, today } from '../case/date-limits.js';
import { subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { notOnThePortal } from '../publicity/window.js';
import { evaluationEvents } from './events.js';

/**
 * Records the publicity (公示) of evaluation results before their publication. Article 24 does not require it; it was practised in 2023. A
 * record only: nothing waits for it.
 */
export const startEvaluationPublicity = dossierAct({
  command: 'StartEvaluationPublicity',
  route: 'POST /titles/{titleId}/evaluation-notices',
  title: { zh: '登记评估结果公示', en: 'Record the publicity of an evaluation result' },
  legalBasis: ['measure-2022/24'],
  payload: record({ titleId: id(), evaluationYear: programmeYear(), portalUrl: text(500), from: day(), until: day() }),
  example: ({ titleId, day }) => ({
    titleId,
    evaluationYear: 2025,
    portalUrl: 'https://www.miit.gov.cn/e1',
    from: day,
    until: day,
  }),
  follows: ['EvaluationPublicityStarted'],
  dates: {
    from: { notAfter: [today()], effect: 'the first day of the notice; a record only' },
    until: { notBefore: [fieldOf('from', 'ends-before-it-begins')], effect: 'its last day; nothing waits for it' },
  },
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: () => ({ policies }),
  decide: ({ data, at }, target, { policies: set }) =>
    notOnThePortal(data.portalUrl, set.state) ??
    dateInFuture(data.from, at, 'measure-2022/24') ??
    (data.until < data.from
      ? refuse('ends-before-it-begins', 'measure-2022/24', '公示截止日早于起始日', 'the notice ends before it begins', {
          from: data.from,
          until: data.until,
        })
      : accept([newEvent(evaluationEvents.EvaluationPublicityStarted, { caseId: subjectOf(target).caseId, ...data })])),
});
