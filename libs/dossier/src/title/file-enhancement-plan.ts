import { accept, newEvent, id, nullable, record, text, Type } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { phaseInput, targetInput } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { asStated, unitsDoNotMatch, wordOf } from '../case/targets.js';
import { titleEvents } from './events.js';

/**
 * Files the development and enhancement plan (发展提升计划, article 20). A new plan replaces the one before, which stays in the history. Values,
 * phases and validity are stored as stated. None is derived from another, because plans contradict themselves.
 */
export const fileEnhancementPlan = dossierAct({
  command: 'FileEnhancementPlan',
  route: 'POST /titles/{titleId}/enhancement-plans',
  title: { zh: '报送发展提升计划', en: 'File the development and enhancement plan' },
  legalBasis: ['measure-2022/20'],
  payload: record({
    titleId: id(),
    goals: Type.Array(targetInput, { minItems: 1 }),
    phases: Type.Optional(Type.Array(Type.Union([phaseInput, text(200)]))),
    /** Working mechanisms (工作机制) of the plan. */
    mechanisms: Type.Optional(Type.Array(text(2_000))),
    /** As stated: “2025-12”, “自印发之日起至2025年”. */
    validity: Type.Optional(nullable(text(200))),
  }),
  example: ({ titleId }) => ({
    titleId,
    goals: [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2028, target: '超10000' }],
    phases: [],
    validity: '2028-12',
  }),
  follows: ['EnhancementPlanFiled'],
  by: applicant,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data: { titleId, goals, phases = [], mechanisms = [], validity = null } }, target) => {
    const stated = phases.map((phase) => (typeof phase === 'string' ? { name: phase } : phase));
    const mismatch = unitsDoNotMatch([...goals, ...stated.flatMap(({ targets = [] }) => targets)], 'measure-2022/20');
    if (mismatch) return mismatch;
    return accept([
      newEvent(titleEvents.EnhancementPlanFiled, {
        caseId: subjectOf(target).caseId,
        titleId,
        goals: goals.map(asStated),
        phases: stated.map(({ targets = [], ...phase }) => ({
          ...phase,
          targets: targets.map(({ target: value, ...rest }) => ({ ...rest, target: wordOf(value) })),
        })),
        mechanisms,
        validity,
        plan: (target.state.title?.plans ?? 0) + 1,
      }),
    ]);
  },
});
