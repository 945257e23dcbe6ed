import { accept, dayOf, newEvent, id, oneOf, record, refuse, text, Type } from '@minglu/kernel';
import { standards, systemOf } from '@minglu/reference';
import { checkControls, yearHasEnded } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { backTo, fraudSubstantiated } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { reviewEvents } from './events.js';

/**
 * 形成评审结论（第十七、十八条；附件控制性指标）。No pass below a control indicator, or where one cannot be shown;
 * a fail comes with its improvement opinion.
 */
export const concludeReview = dossierAct({
  command: 'ConcludeReview',
  title: { zh: '形成评审结论', en: 'Conclude the review' },
  legalBasis: ['measure-2022/17', 'measure-2022/18'],
  payload: record({
    caseId: id(),
    conclusion: oneOf('pass', 'fail'),
    reasons: text(),
    improvementItems: Type.Optional(Type.Array(text())),
  }),
  example: ({ caseId }) => ({ caseId, conclusion: 'pass', reasons: '达到创建标准' }),
  follows: ['ReviewConcluded', 'ImprovementOpinionIssued'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ standards }),
  decide: ({ data: { caseId, conclusion, reasons, improvementItems = [] }, at }, { state }, reads) => {
    const fraud = conclusion === 'pass' ? fraudSubstantiated(state, 'measure-2022/17') : null;
    if (fraud) return fraud;
    if (!state.review?.methods)
      return refuse('no-review-method', 'measure-2022/17', '尚无文档审查、实地考察等评审记录', 'no review method is on record');
    const indicatorVersion = state.creation?.indicatorVersion ?? null;
    const system = indicatorVersion === null ? undefined : systemOf(reads.standards.state, indicatorVersion);
    const { figures, assessedOn } = state.creation?.selfAssessment ?? { figures: [], assessedOn: null };
    const counted = assessedOn === null ? figures : figures.filter((one) => yearHasEnded(one, assessedOn));
    const controlChecks = system ? checkControls(system, counted, reads.standards.state.nationalAverages) : [];
    const unmet = controlChecks.filter(({ outcome }) => outcome !== 'met');
    if (conclusion === 'pass' && unmet.length) {
      return refuse(
        'control-indicator-unmet',
        'measure-2022/annex',
        `控制性指标未达到：${unmet.map((check) => `${check.indicator}（${check.value ?? '未填报'}，应不低于 ${check.threshold ?? '未登记的全国平均值'}）`).join('、')}`,
        `control indicators not met: ${unmet.map(({ indicator }) => indicator).join(', ')}`,
        { unmet },
      );
    }
    if (conclusion === 'fail' && improvementItems.length === 0) {
      return refuse(
        'improvement-opinion-missing',
        'measure-2022/18',
        '未通过评审的，须出具改进意见',
        'a fail comes with an improvement opinion',
      );
    }
    const concluded = newEvent(reviewEvents.ReviewConcluded, {
      caseId,
      conclusion,
      reasons,
      indicatorVersion,
      controlsCheck: controlChecks,
      attemptNo: state.review.attempts + 1,
      concludedOn: dayOf(at),
      ...(conclusion === 'fail' ? backTo(state) : {}),
    });
    return accept(
      conclusion === 'pass'
        ? [concluded]
        : [concluded, newEvent(reviewEvents.ImprovementOpinionIssued, { caseId, items: improvementItems })],
    );
  },
});
