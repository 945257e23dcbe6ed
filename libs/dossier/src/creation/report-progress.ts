import { accept, dayOf, newEvent, id, record, text, Type } from '@minglu/kernel';
import { figure } from '@minglu/regulation';
import { dossierAct } from '../act.js';
import { targetInput } from '../fragments.js';
import { applicant } from '../jurisdiction.js';
import { dossierRef } from '../refs.js';
import { asStated, unitsDoNotMatch } from '../targets.js';
import { creationEvents } from './events.js';

/** 分解目标任务（第十二条）。Values are kept as stated. */
export const fileTargetBreakdown = dossierAct({
  command: 'FileTargetBreakdown',
  title: { zh: '报送目标任务分解', en: 'File the target breakdown' },
  legalBasis: ['measure-2022/12'],
  payload: record({ caseId: id(), targets: Type.Array(targetInput, { minItems: 1 }) }),
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
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }) => accept([newEvent(creationEvents.ProgressReported, { ...data, reportedOn: dayOf(at) })]),
});
