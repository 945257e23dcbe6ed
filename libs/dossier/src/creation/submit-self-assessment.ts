import { accept, newEvent, id, record, refuse, text, Type } from '@minglu/kernel';
import { standards, systemOf } from '@minglu/reference';
import { figure, material } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleFigures, exampleMaterials } from '../case/example.js';
import { missingMaterials, selfAssessmentBasis, subjectOf, wrongFigures } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { creationEvents } from './events.js';

/** 自评（第十六条）：对照创建工作方案和指标体系，形成自评报告。The version that it was made against is kept. */
export const submitSelfAssessment = dossierAct({
  command: 'SubmitSelfAssessment',
  title: { zh: '报送自评报告', en: 'Submit the self-assessment' },
  legalBasis: ['measure-2022/16'],
  payload: record({ caseId: id(), indicatorVersion: text(64), figures: Type.Array(figure), materials: Type.Array(material) }),
  example: ({ caseId, dossier }) => ({
    caseId,
    indicatorVersion: dossier.subject?.programme === 'park' ? 'none' : '168-2022',
    figures: exampleFigures('812.40', '13.1', 2024),
    materials: exampleMaterials('self-assessment-report'),
  }),
  follows: ['SelfAssessmentSubmitted'],
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ standards }),
  decide: ({ data }, target, reads) => {
    const { programme } = subjectOf(target);
    const missing = missingMaterials(data.materials, ['self-assessment-report'], selfAssessmentBasis(programme));
    if (missing) return missing;
    // 名园指标体系未公布：园区填 none。
    const none = programme === 'park' && data.indicatorVersion === 'none';
    const system = none ? undefined : systemOf(reads.standards.state, data.indicatorVersion);
    if (!none && !system) {
      return refuse(
        'unknown-indicator-system',
        'measure-2022/5',
        `没有发布过指标体系 ${data.indicatorVersion}`,
        `no indicator system ${data.indicatorVersion} is published`,
        { indicatorVersion: data.indicatorVersion },
      );
    }
    const wrong = system && wrongFigures(data.figures, system);
    if (wrong) return wrong;
    return accept([newEvent(creationEvents.SelfAssessmentSubmitted, { ...data, indicatorVersion: system?.versionId ?? null })]);
  },
});
