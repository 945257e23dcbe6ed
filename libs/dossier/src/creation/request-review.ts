import { accept, dayOf, happened, id, inShanghai, record, refuse, Type } from '@minglu/kernel';
import { policies, standards, systemInForce } from '@minglu/reference';
import { material, policyValue } from '@minglu/regulation';
import { applicationEvents } from '../application/index.js';
import { dossierAct } from '../act.js';
import { missingMaterials, subjectOf } from '../guards.js';
import { applicant } from '../jurisdiction.js';
import { dossierRef } from '../refs.js';
import { creationEvents } from './events.js';
import { creationOf } from './state.js';

/**
 * 提出评审申请（第十五、十六条）：周期届满（或经同意缩短），自评认为达标，经所属省级人民政府同意。
 * The indicator system is pinned again: the one in force now, or by policy the one of the application; the application keeps its own.
 */
export const requestReview = dossierAct({
  command: 'RequestReview',
  title: { zh: '提出评审申请', en: 'Request the review' },
  legalBasis: ['measure-2022/16', 'measure-2022/15'],
  payload: record({ caseId: id(), materials: Type.Array(material) }),
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ standards, policies }),
  decide: ({ data: { caseId, materials }, at }, target, reads) => {
    const { cityClass } = subjectOf(target);
    const creation = creationOf(target.state);
    const cycle = target.state.deadlines.find(({ kind }) => kind === 'creation-cycle');
    // 周期届满后，其期限已由 CreationCycleEnded 结束；尚在的即为未满（含待定）的周期。
    if (cycle && (cycle.provisional || at < cycle.endsAt)) {
      return refuse(
        'cycle-not-ended',
        'measure-2022/15',
        `创建周期尚未届满（至 ${inShanghai(cycle.endsAt)}${cycle.provisional ? '，待放假安排公布后确定' : ''}）`,
        `the cycle has not ended (${inShanghai(cycle.endsAt)}${cycle.provisional ? ', provisional until the calendar is published' : ''})`,
        {
          endsAt: cycle.endsAt,
          provisional: cycle.provisional,
        },
      );
    }
    if (!creation.selfAssessment)
      return refuse('self-assessment-missing', 'measure-2022/16', '须先开展自评并报送自评报告', 'a self-assessment comes first');
    const direct = cityClass === 'direct-municipality';
    if (!direct && !creation.reviewConsent) {
      return refuse(
        'consent-missing',
        'measure-2022/16',
        '须经所属省级人民政府同意后提出评审申请',
        'the review is requested with the consent of the provincial government',
      );
    }
    const missing = missingMaterials(materials, ['review-application'], 'measure-2022/16');
    if (missing) return missing;
    const pinned = policyValue(reads.policies.state, 'policy/review-by-system-in-force')
      ? null
      : (target.state.application?.indicatorVersion ?? null);
    const indicatorVersion = pinned ?? systemInForce(reads.standards.state, dayOf(at))?.versionId ?? null;
    const requested = happened(creationEvents.ReviewRequested, { caseId, materials, indicatorVersion });
    return accept(
      direct
        ? [requested, happened(applicationEvents.ConsentNotApplicable, { caseId, purpose: 'review', reason: 'direct-municipality' })]
        : [requested],
    );
  },
});
