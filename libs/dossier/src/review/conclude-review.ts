import { accept, actedFor, dayOf, newEvent, id, oneOf, record, refuse, text, Type, type Refused, type Static } from '@minglu/kernel';
import { policies, standards, systemOf } from '@minglu/reference';
import { checkControls, policyValue, yearHasEnded } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { backTo, fraudSubstantiated } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { tooSmallOrEven } from './convene-panel.js';
import { reviewEvents, vote } from './events.js';

const noMethod = (): Refused =>
  refuse('no-review-method', 'measure-2022/17', '尚无文档审查、实地考察等评审记录', 'no review method is on record');

/**
 * Concludes the review (评审结论, articles 17 and 18; annex on control indicators). A review cannot pass if a control indicator (控制性指标) is
 * unmet or cannot be shown. A failed review needs an improvement opinion.
 */
export const concludeReview = dossierAct({
  command: 'ConcludeReview',
  route: 'POST /dossiers/{caseId}/review-conclusions',
  title: { zh: '形成评审结论', en: 'Conclude the review' },
  effect: 'either',
  legalBasis: ['measure-2022/17', 'measure-2022/18'],
  payload: record({
    caseId: id(),
    conclusion: oneOf('pass', 'fail'),
    reasons: text(),
    improvementItems: Type.Optional(Type.Array(text())),
    votes: Type.Optional(Type.Array(vote, { maxItems: 99 })),
  }),
  example: ({ caseId }) => ({ caseId, conclusion: 'pass', reasons: '达到创建标准' }),
  follows: ['ReviewConcluded', 'ImprovementOpinionIssued'],
  gate: ({ review }) => (review?.methods ? null : noMethod()),
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ standards, policies }),
  decide: ({ data: { caseId, conclusion, reasons, improvementItems = [], votes }, actor, at }, { state }, reads) => {
    const fraud = conclusion === 'pass' ? fraudSubstantiated(state, 'measure-2022/17') : null;
    if (fraud) return fraud;
    if (!state.review?.methods) return noMethod();
    const indicatorVersion = state.creation?.indicatorVersion ?? null;
    const system = indicatorVersion === null ? undefined : systemOf(reads.standards.state, indicatorVersion);
    // The size was checked at the convening. It is checked again only while a seat is empty.
    const incomplete = state.review.vacated.length ? tooSmallOrEven(state.review.members.length, reads.policies.state) : null;
    if (incomplete) return incomplete;
    const miscounted = votes && wrongVotes(votes, state.review.members, policyValue(reads.policies.state, 'policy/panel-minimum'));
    if (miscounted) return miscounted;
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
      ...(votes ? { votes } : {}),
      concludedBy: actor.person,
      ...actedFor(actor),
      ...(conclusion === 'fail' ? backTo(state) : {}),
    });
    return accept(
      conclusion === 'pass'
        ? [concluded]
        : [concluded, newEvent(reviewEvents.ImprovementOpinionIssued, { caseId, items: improvementItems })],
    );
  },
});

/** Votes of members, one of each, and not fewer than the smallest panel (`policy/panel-minimum`). */
const wrongVotes = (votes: readonly Static<typeof vote>[], members: readonly string[], quorum: number): Refused | null => {
  const voters = votes.map(({ expertId }) => expertId);
  const strangers = voters.filter((one, index) => !members.includes(one) || voters.indexOf(one) !== index);
  if (strangers.length)
    return refuse(
      'not-a-member',
      ['measure-2022/17', 'policy/recusal'],
      `只有未回避的评审组成员可以表决，每人一次：${strangers.join('、')}`,
      `a sitting member votes, once: ${strangers.join(', ')}`,
      { strangers },
    );
  return votes.length < quorum
    ? refuse(
        'no-quorum',
        ['policy/panel-minimum', 'measure-2022/17'],
        `参加表决的专家不少于 ${quorum} 人，现为 ${votes.length} 人`,
        `${votes.length} votes, of at least ${quorum}`,
        { quorum, votes: votes.length },
      )
    : null;
};
