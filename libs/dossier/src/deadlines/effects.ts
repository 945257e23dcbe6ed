import type { Deadline } from '@minglu/regulation';
import type { DossierEvent } from '../events.js';

/** What an event does to the open deadlines of its dossier. */
export type DeadlineEffect =
  | { readonly set: Deadline }
  /** Ends every open deadline of these kinds; only those of the subjects in `of`, where that is given. */
  | { readonly clear: readonly Deadline['kind'][]; readonly of?: readonly string[] | undefined }
  /** Ends the rectification of a year; one recorded without its year is the only one that a title then had. */
  | { readonly rectified: number | undefined }
  | { readonly clearAll: true };

const CYCLE = ['creation-cycle', 'review-request'] as const;
const STATEMENT = ['statement-window'] as const;

/**
 * The one place that says which event starts, moves or ends a deadline: the dossier's state, the timers and the read
 * model all follow it.
 */
export const deadlineEffect = ({ type, data }: DossierEvent): DeadlineEffect | null => {
  switch (type) {
    case 'LegacyCreationImported':
    case 'CycleShorteningApproved':
    case 'PublicityStarted':
    case 'PriorNoticeServed':
    case 'DeadlineRecomputed':
      return { set: data.deadline };
    case 'CreationStarted':
    case 'RectificationOrdered':
    case 'SupplementRequested':
      return data.deadline && { set: data.deadline };
    case 'SupplementSubmitted':
    case 'SupplementOverdue':
      return { clear: ['supplement'] };
    case 'CreationCycleEnded':
    case 'CreationCycleExtended':
      return { set: data.deadline };
    case 'CreationCycleOverdue':
    case 'ReviewRequested':
      return { clear: CYCLE };
    case 'PublicityVoided':
    case 'PublicityClosed':
      return { clear: ['publicity-window'] };
    case 'StatementWaived':
    case 'StatementWindowClosed':
      return { clear: STATEMENT };
    // 程序了结的，陈述申辩期不再计。
    case 'ExitProposalWithdrawn':
      return { clear: STATEMENT, of: data.ends };
    case 'InvestigationClosed':
      return { clear: STATEMENT, of: data.ends ?? [] };
    case 'StatementReviewed':
      return data.adopted ? { clear: STATEMENT, of: [data.proceedingId] } : null;
    case 'RectificationSubmitted':
    case 'RectificationAccepted':
    case 'RectificationOverdue':
      return { rectified: data.evaluationYear };
    // 更正后不再是一星的，整改期限不再计。
    case 'EvaluationResultCorrected':
      return data.oldStars === 1 ? { rectified: data.evaluationYear } : null;
    case 'QualificationCancelled':
    case 'ExitAnnounced':
    case 'FormalReviewRejected':
    case 'ApplicationWithdrawn':
    case 'CreationEnded':
      return { clearAll: true };
    // Stryker disable StringLiteral,ConditionalExpression: the rest is listed so that the compiler asks of every new event; each ends in nothing either way
    case 'ApplicationOpened':
    case 'ConsentNotApplicable':
    case 'ProvincialConsentGranted':
    case 'AuthorityOpinionRecorded':
    case 'ApplicationSubmitted':
    case 'FormalReviewPassed':
    case 'TargetBreakdownFiled':
    case 'ProgressReported':
    case 'CycleShorteningRequested':
    case 'CycleShorteningRefused':
    case 'SelfAssessmentSubmitted':
    case 'ReviewMaterialsReturned':
    case 'ExpertPanelConvened':
    case 'ReviewMethodRecorded':
    case 'IndicatorsScored':
    case 'ReviewConcluded':
    case 'ImprovementOpinionIssued':
    case 'ObjectionFiled':
    case 'ClueRecorded':
    case 'ObjectionWithdrawn':
    case 'ObjectionResolved':
    case 'ConferralDenied':
    case 'TitleConferred':
    case 'ExitProposed':
    case 'LegacyTitleImported':
    case 'PilotParkImported':
    case 'MaterialsApproved':
    case 'MaterialsReturned':
    case 'SummaryTableSubmitted':
    case 'TitleUseAuthorised':
    case 'TitleUseEnded':
    case 'TitleMisuseRecorded':
    case 'EnhancementPlanFiled':
    case 'MonitoringDataReceived':
    case 'ProvincialConsentRefused':
    case 'WorkingBodyChanged':
    case 'PriorityNoted':
    case 'SupervisionRecorded':
    case 'EvaluationSubmitted':
    case 'EvaluationMaterialsApproved':
    case 'EvaluationMaterialsReturned':
    case 'EvaluationPublicityStarted':
    case 'EvaluationResultPublished':
    case 'StreakAmbiguous':
    case 'StreakSettled':
    case 'ReminderIssued':
    case 'EvidenceAdded':
    case 'StatementReceived':
    case 'ReviewOrLitigationNoted':
    case 'InvestigationOpened':
      return null;
    // Stryker restore StringLiteral,ConditionalExpression
  }
};

/**
 * The open deadlines after an effect. A new one takes the place of that of the same kind (of rectifications, of the same year); one of the review request
 * takes that of the cycle, whose end it follows, and a longer cycle takes back both.
 */
export const applyEffect = (open: readonly Deadline[], effect: DeadlineEffect | null): readonly Deadline[] => {
  if (!effect) return open;
  if ('clearAll' in effect) return [];
  if ('clear' in effect) return open.filter(({ kind, of }) => !effect.clear.includes(kind) || effect.of?.includes(of) === false);
  if ('rectified' in effect)
    return open.filter(
      ({ kind, evaluationYear }) => kind !== 'rectification' || (evaluationYear !== undefined && evaluationYear !== effect.rectified),
    );
  const { set } = effect;
  const replaced: readonly string[] = CYCLE.some((kind) => kind === set.kind) ? CYCLE : [set.kind];
  return [...open.filter(({ kind, evaluationYear }) => !replaced.includes(kind) || evaluationYear !== set.evaluationYear), set];
};
