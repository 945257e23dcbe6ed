import { accept, dayOf, newEvent, id, record, refuse, text, Type, type Refused } from '@minglu/kernel';
import { policies, standards, systemOf } from '@minglu/reference';
import { dataYearWarnings, figure, material, type IndicatorSystem } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleFigures, exampleMaterials } from '../case/example.js';
import { missingMaterials, selfAssessmentBasis, subjectOf, wrongFigures } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { creationEvents } from './events.js';
import { reviewSystem } from './review-system.js';
import { creationOf } from './state.js';

/**
 * The self-assessment (自评, article 16) by the work plan and the indicator system. It is made by the system of the
 * review, whose version is kept. A consent to an earlier self-assessment is void (decisions 31).
 */
export const submitSelfAssessment = dossierAct({
  command: 'SubmitSelfAssessment',
  route: 'POST /dossiers/{caseId}/self-assessments',
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
  reads: () => ({ standards, policies }),
  decide: ({ data, at }, target, reads) => {
    const { programme } = subjectOf(target);
    const missing = missingMaterials(data.materials, ['self-assessment-report'], selfAssessmentBasis(programme));
    if (missing) return missing;
    // The indicator system for parks is not published: a park gives `none`.
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
    const due = programme === 'city' ? reviewSystem(target.state, reads.standards.state, reads.policies.state, at) : undefined;
    if (due && system && superseded(system, due)) return notOfTheReview(system.versionId, due.versionId);
    const wrong = system && wrongFigures(data.figures, system);
    if (wrong) return wrong;
    const assessedOn = dayOf(at);
    return accept(
      [
        newEvent(creationEvents.SelfAssessmentSubmitted, {
          ...data,
          indicatorVersion: system?.versionId ?? null,
          assessedOn,
          ...(creationOf(target.state).reviewConsent ? { voidsConsent: true } : {}),
        }),
      ],
      dataYearWarnings(data.figures, system?.controls.map(({ indicator }) => indicator) ?? [], assessedOn),
    );
  },
});

/** It is not the one of the review, nor one that comes into force after it. */
const superseded = (system: IndicatorSystem, due: IndicatorSystem): boolean =>
  system.versionId !== due.versionId && (system.effectiveFrom ?? '') <= (due.effectiveFrom ?? '');

export const notOfTheReview = (assessed: string | null, due: string): Refused =>
  refuse(
    'not-the-system-of-the-review',
    ['measure-2022/16', 'measure-2022/5'],
    `自评须对照评审适用的指标体系 ${due}，所用为 ${assessed ?? '无'}`,
    `the self-assessment is made by ${due}, the system of the review, not by ${assessed ?? 'none'}`,
    { assessed, due },
  );
