import { accept, newEvent, refuse, warn, type Accepted, type Loaded, type Refused } from '@minglu/kernel';
import type { Campaign } from '@minglu/reference';
import { approvedAfterWindow, approverOf, subjectOf, type Asking } from '../case/guards.js';
import type { DossierEvent } from '../case/events.js';
import type { Dossier } from '../case/state.js';
import { evaluationEvents } from './events.js';
import { resultOf, submissionOf, type Submission } from './state.js';

interface Check {
  readonly titleId: string;
  readonly evaluationYear: number;
  readonly reasons: string;
}

/**
 * Refuses a check without a matching submission, or by another authority than the approver. `isCheckable` decides which submissions this
 * check accepts.
 */
const refuseCheck = (
  { titleId, evaluationYear }: Check,
  asking: Asking,
  target: Loaded<Dossier>,
  campaign: Campaign | null,
  isCheckable: (submission: Submission) => boolean,
): Refused | null => {
  const submission = submissionOf(target.state.evaluation, evaluationYear);
  if (target.state.title?.titleId !== titleId || !submission || !isCheckable(submission)) {
    return refuse(
      'no-materials-to-check',
      'notice-2023-277/2.2',
      `没有待审核的 ${evaluationYear} 年度评估材料`,
      `no evaluation materials of ${evaluationYear} wait for a check`,
      { evaluationYear },
    );
  }
  const approver = approverOf(campaign, subjectOf(target), asking);
  return asking.actor.org === approver
    ? null
    : refuse('not-the-approver', 'notice-2023-277/2.2', `评估材料由 ${approver} 审核`, `the materials are checked by ${approver}`, {
        approver,
      });
};

/** Approves evaluation materials (审核同意, notice 277 section 2(2)). An approval after the window is valid but flagged. */
export const approveEvaluation = (
  data: Check,
  asking: Asking,
  target: Loaded<Dossier>,
  campaign: Campaign | null,
): Accepted<DossierEvent> | Refused => {
  const { actor, at } = asking;
  const refused = refuseCheck(data, asking, target, campaign, ({ approved }) => !approved);
  if (refused) return refused;
  const { caseId, cityCode, applicantName } = subjectOf(target);
  const late = campaign !== null && at >= campaign.closesAt;
  const selfApproval = actor.org === cityCode;
  return accept(
    [
      newEvent(evaluationEvents.EvaluationMaterialsApproved, {
        caseId,
        ...data,
        approver: actor.org,
        selfApproval,
        afterWindow: late,
      }),
    ],
    [
      ...(late ? [approvedAfterWindow('notice-2023-277/2.2')] : []),
      ...(selfApproval
        ? [warn('self-approval', 'notice-2023-277/2.2', `${applicantName} 自行审核`, `${applicantName} approves itself`)]
        : []),
    ],
  );
};

/** Returns evaluation materials (退回), approved ones too, until there is a result. */
export const returnEvaluation = (
  data: Check,
  asking: Asking,
  target: Loaded<Dossier>,
  campaign: Campaign | null,
): Accepted<DossierEvent> | Refused =>
  refuseCheck(data, asking, target, campaign, ({ year }) => !resultOf(target.state.evaluation, year)) ??
  accept([
    newEvent(evaluationEvents.EvaluationMaterialsReturned, { caseId: subjectOf(target).caseId, ...data, approver: asking.actor.org }),
  ]);
