import { accept, dayOf, newEvent, id, record, text, Type } from '@minglu/kernel';
import { figure } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleFigures } from '../case/example.js';
import { targetInput } from '../case/fragments.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { asStated, unitsDoNotMatch } from '../case/targets.js';
import { creationEvents } from './events.js';

/** 分解目标任务（第十二条）。Values are kept as stated. */
export const fileTargetBreakdown = dossierAct({
  command: 'FileTargetBreakdown',
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

/** 及时报送创建工作进展（第十二条）。 */
export const reportProgress = dossierAct({
  command: 'ReportProgress',
  title: { zh: '报送创建进展', en: 'Report progress' },
  legalBasis: ['measure-2022/12'],
  payload: record({ caseId: id(), period: text(64), figures: Type.Array(figure), narrative: text(20_000) }),
  example: ({ caseId }) => ({ caseId, period: '2025-H1', figures: exampleFigures('812.40', '13.1', 2024), narrative: '按方案推进' }),
  follows: ['ProgressReported'],
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }) => accept([newEvent(creationEvents.ProgressReported, { ...data, reportedOn: dayOf(at) })]),
});
