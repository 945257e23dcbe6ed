import { accept, dayOf, newEvent, id, record, refuse, Type } from '@minglu/kernel';
import { campaign, isOpen, standards, systemInForce } from '@minglu/reference';
import { figure, material, programmeYear } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleFigures, exampleMaterials } from '../case/example.js';
import { missingMaterials, outsideWindow, subjectOf, wrongFigures } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { evaluationEvents } from './events.js';
import { submissionOf } from './state.js';

/**
 * Submits the evaluation materials (评估材料, article 24; notice 277 sections 1(1), 3(1) and 4(1)). They may be submitted again until they are
 * approved.
 */
export const submitEvaluation = dossierAct({
  command: 'SubmitEvaluation',
  route: 'POST /titles/{titleId}/evaluations',
  title: { zh: '报送评估材料', en: 'Submit the evaluation materials' },
  legalBasis: ['measure-2022/24', 'notice-2023-277/1.1', 'notice-2023-277/3.1', 'notice-2023-277/4.1'],
  payload: record({
    titleId: id(),
    evaluationYear: programmeYear(),
    campaignId: id(),
    materials: Type.Array(material),
    figures: Type.Array(figure),
    truthfulnessPledge: Type.Boolean(),
  }),
  example: ({ titleId }) => ({
    titleId,
    evaluationYear: 2025,
    campaignId: 'city-evaluation-2025',
    materials: exampleMaterials('evaluation-form'),
    figures: exampleFigures('812.40', '13.1', 2024),
    truthfulnessPledge: true,
  }),
  follows: ['EvaluationSubmitted'],
  by: applicant,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: ({ campaignId }) => ({ campaign: campaign(campaignId), standards }),
  decide: ({ data, at }, target, reads) => {
    const { caseId, programme } = subjectOf(target);
    const { evaluation } = target.state;
    const missing = missingMaterials(data.materials, ['evaluation-form'], 'notice-2023-277/3.1');
    if (missing) return missing;
    if (!data.truthfulnessPledge)
      return refuse(
        'pledge-missing',
        ['notice-2023-277/2.2', 'measure-2022/24'],
        '须承诺评估材料完整、真实、合规',
        'the materials must be declared complete, true and compliant',
      );
    const window = reads.campaign.state;
    if (!window) return refuse('unknown-id', [], '没有这项年度工作', 'there is no such campaign');
    if (window.track !== 'evaluation' || window.programme !== programme || window.year !== data.evaluationYear) {
      return refuse(
        'other-campaign',
        ['measure-2022/24', 'notice-2023-277/1.1'],
        `年度工作 ${data.campaignId} 不是 ${data.evaluationYear} 年度的评估`,
        `campaign ${data.campaignId} is not the evaluation of ${data.evaluationYear}`,
        { track: window.track, programme: window.programme, year: window.year },
      );
    }
    if (!isOpen(window, at)) return outsideWindow(window, at);
    if (submissionOf(evaluation, data.evaluationYear)?.approved) {
      return refuse(
        'already-approved',
        'notice-2023-277/2.2',
        `${data.evaluationYear} 年度评估材料已审核同意，退回后方可重报`,
        `the materials of ${data.evaluationYear} are approved; they can be sent again once returned`,
        { evaluationYear: data.evaluationYear },
      );
    }
    const system = systemInForce(reads.standards.state, dayOf(at));
    const wrong = system && programme === 'city' ? wrongFigures(data.figures, system) : null;
    if (wrong) return wrong;
    return accept([
      newEvent(evaluationEvents.EvaluationSubmitted, {
        caseId,
        ...data,
        truthfulnessPledge: true,
        indicatorVersion: programme === 'city' ? (system?.versionId ?? null) : null,
      }),
    ]);
  },
});
