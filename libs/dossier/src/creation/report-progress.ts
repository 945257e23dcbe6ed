import { accept, addDays, addMonths, dayOf, newEvent, id, record, text, Type, type Day } from '@minglu/kernel';
import { dateInFuture } from '@minglu/reference';
import { dataYearWarnings, figure } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleFigures } from '../case/example.js';
import { targetInput } from '../case/fragments.js';
import { beforeCreation } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { asStated, unitsDoNotMatch } from '../case/targets.js';
import { creationEvents } from './events.js';

/** Files the breakdown of targets (分解目标任务, article 12). Values are stored as stated. */
export const fileTargetBreakdown = dossierAct({
  command: 'FileTargetBreakdown',
  route: 'POST /dossiers/{caseId}/target-breakdowns',
  title: { zh: '报送目标任务分解', en: 'File the target breakdown' },
  legalBasis: ['measure-2022/12'],
  payload: record({ caseId: id(), targets: Type.Array(targetInput, { minItems: 1 }) }),
  example: ({ caseId }) => ({ caseId, targets: [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2025, target: '超10000' }] }),
  follows: ['TargetBreakdownFiled'],
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data: { caseId, targets } }) =>
    unitsDoNotMatch(targets, 'measure-2022/12') ??
    accept([newEvent(creationEvents.TargetBreakdownFiled, { caseId, targets: targets.map(asStated) })]),
});

/** Reports the progress of the creation (article 12). The period that it names, where it reads as one, has begun and lies in the creation (decisions 27). */
export const reportProgress = dossierAct({
  command: 'ReportProgress',
  route: 'POST /dossiers/{caseId}/progress-reports',
  title: { zh: '报送创建进展', en: 'Report progress' },
  legalBasis: ['measure-2022/12'],
  payload: record({ caseId: id(), period: text(64), figures: Type.Array(figure), narrative: text(20_000) }),
  example: ({ caseId, day }) => ({
    caseId,
    period: `${day.slice(0, 4)}-H1`,
    figures: exampleFigures('812.40', '13.1', 2024),
    narrative: '按方案推进',
  }),
  follows: ['ProgressReported'],
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }, { state }) => {
    const today = dayOf(at);
    const span = spanOf(data.period);
    return (
      (span && (dateInFuture(span.from, at, 'measure-2022/12') ?? beforeCreation(span.until, state, 'measure-2022/12'))) ??
      accept([newEvent(creationEvents.ProgressReported, { ...data, reportedOn: today })], dataYearWarnings(data.figures, [], today))
    );
  },
});

/** First and last day of `2025`, `2025-H1`, `2025-Q3`, `2025-07` or words that begin with `2025年`; null where a period reads otherwise. */
const spanOf = (period: string): { readonly from: Day; readonly until: Day } | null => {
  const [, year, part] = /^((?:19|20|21)\d\d)(?:年.*|-?(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$/u.exec(period.trim()) ?? [];
  if (year === undefined) return null;
  const months = part === undefined ? 12 : part.startsWith('H') ? 6 : part.startsWith('Q') ? 3 : 1;
  const nth = part === undefined ? 1 : Number(part.replace(/^[HQ]/u, ''));
  const from = addMonths(`${year}-01-01`, (nth - 1) * months);
  return { from, until: addDays(addMonths(from, months), -1) };
};
