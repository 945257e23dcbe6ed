import type { DossierEvent } from './events.js';

/** 案卷状态. `NONE`: there is no such dossier yet. */
export const STATUSES = [
  'NONE',
  'PILOT',
  'DRAFT',
  'CONSENTED',
  'SUBMITTED',
  'SUPPLEMENT',
  'MUNICIPAL_CHECK',
  'PROVINCIAL_CHECK',
  'PROVINCIAL_APPROVED',
  'AT_MINISTRY',
  'READY',
  'CREATING',
  'REVIEW_REQUESTED',
  'UNDER_REVIEW',
  'REVIEW_PASSED',
  'PUBLICITY_OPEN',
  'OBJECTION_CHECK',
  'CLEARED',
  'TITLED',
  'EXIT_PROPOSED',
  'REJECTED',
  'WITHDRAWN',
  'CREATION_ENDED',
  'CANCELLED',
  'EXITED',
] as const;
export type Status = (typeof STATUSES)[number];

/** 案卷已终结：同一申请者可以另行申请。 */
export const CLOSED_STATUSES: readonly Status[] = ['REJECTED', 'WITHDRAWN', 'CREATION_ENDED', 'CANCELLED', 'EXITED'];

const inquiries = ['OpenInvestigation', 'AddEvidence', 'CloseInvestigation'] as const;
/** 名城的案卷另可登记擅自使用称号。 */
const investigations = [...inquiries, 'RecordTitleMisuse'] as const;
const stating = ['SubmitStatement', 'WaiveStatement'] as const;
const statements = [...stating, 'ReviewStatement'] as const;
/** 自启动创建至授予称号之前：查实弄虚作假的，取消创建资格。 */
const cancellablePark = [...inquiries, 'ServePriorNotice', ...statements, 'CancelQualification', 'FileObjection'] as const;
const cancellable = [...cancellablePark, 'RecordTitleMisuse'] as const;
const objectionCommands = ['WithdrawObjection', 'ResolveObjection', ...cancellable] as const;
const evaluations = [
  'SubmitEvaluation',
  'StartEvaluationPublicity',
  'ApproveMaterials',
  'ReturnMaterials',
  'PublishEvaluationResults',
  'CorrectEvaluationResult',
  'SettleStreak',
  'OrderRectification',
  'SubmitRectification',
  'AcceptRectification',
] as const;
/** 称号在身即须为之（第二十、二十三条）。 */
const held = ['FileEnhancementPlan', 'ReportMonitoringData'] as const;
const remedies = ['NoteReviewOrLitigation'] as const;
const clock = ['RecomputeDeadlines', 'PassDeadline'] as const;

/**
 * What may happen in which state: the one table. A command that is not named for a state is refused there with
 * `not-in-this-state`, whoever sends it.
 */
export const mayHappen = {
  NONE: ['OpenApplication', 'ImportLegacyCreation', 'ImportPilotPark', 'ImportLegacyTitle', 'RecordTitleMisuse'],
  PILOT: ['SubmitSelfAssessment', 'FileTargetBreakdown', 'ReportProgress', 'RequestReview', ...cancellablePark, ...clock],
  DRAFT: [
    'RecordProvincialConsent',
    'RefuseProvincialConsent',
    'ChangeWorkingBody',
    'RecordAuthorityOpinion',
    'SubmitApplication',
    'WithdrawApplication',
    ...investigations,
  ],
  CONSENTED: ['ChangeWorkingBody', 'RecordAuthorityOpinion', 'SubmitApplication', 'WithdrawApplication', ...investigations],
  SUBMITTED: [
    'ChangeWorkingBody',
    'NotePriority',
    'RecordAuthorityOpinion',
    'RequestSupplement',
    'PassFormalReview',
    'RejectFormalReview',
    'WithdrawApplication',
    ...investigations,
  ],
  SUPPLEMENT: [
    'ChangeWorkingBody',
    'NotePriority',
    'RecordAuthorityOpinion',
    'SubmitSupplement',
    'WithdrawApplication',
    ...investigations,
    ...clock,
  ],
  MUNICIPAL_CHECK: ['ApproveMaterials', 'ReturnMaterials', 'WithdrawApplication', ...cancellablePark, ...clock],
  PROVINCIAL_CHECK: ['ApproveMaterials', 'ReturnMaterials', 'WithdrawApplication', ...cancellablePark, ...clock],
  PROVINCIAL_APPROVED: ['SubmitSummaryTable', 'WithdrawApplication', ...inquiries],
  AT_MINISTRY: ['PassFormalReview', 'RejectFormalReview', 'WithdrawApplication', ...inquiries],
  READY: ['ChangeWorkingBody', 'NotePriority', 'StartCreation', 'WithdrawApplication', ...investigations],
  CREATING: [
    'FileTargetBreakdown',
    'ReportProgress',
    'ChangeWorkingBody',
    'RecordSupervision',
    'RequestCycleShortening',
    'DecideCycleShortening',
    'ExtendCreation',
    'EndCreation',
    'RecordProvincialConsent',
    'RefuseProvincialConsent',
    'RecordAuthorityOpinion',
    'SubmitSelfAssessment',
    'RequestReview',
    'WithdrawApplication',
    ...cancellable,
    ...clock,
  ],
  REVIEW_REQUESTED: ['RecordAuthorityOpinion', 'ReturnReviewMaterials', 'ConvenePanel', ...cancellable, ...clock],
  UNDER_REVIEW: ['RecordReviewMethod', 'ScoreIndicators', 'ConcludeReview', ...cancellable, ...clock],
  REVIEW_PASSED: ['StartPublicity', ...cancellable, ...clock],
  PUBLICITY_OPEN: ['CorrectPublicity', ...objectionCommands, ...clock],
  OBJECTION_CHECK: [...objectionCommands, ...clock],
  CLEARED: ['ConferTitle', ...cancellable, ...clock],
  // 程序既已了结，陈述申辩两种状态下都不再受理，答复须一样：an exit may be proposed of which the holder does not know.
  TITLED: [...evaluations, ...held, ...stating, 'AuthoriseTitleUse', 'EndTitleUse', 'FileObjection', ...investigations, ...clock],
  EXIT_PROPOSED: [
    ...evaluations,
    ...held,
    'WithdrawExitProposal',
    'ServePriorNotice',
    ...statements,
    'AnnounceExit',
    'EndTitleUse',
    'FileObjection',
    ...investigations,
    ...clock,
  ],
  REJECTED: [...investigations],
  WITHDRAWN: ['FileObjection', ...investigations],
  CREATION_ENDED: ['FileObjection', ...investigations],
  CANCELLED: ['FileObjection', ...investigations, ...remedies],
  EXITED: ['FileObjection', ...investigations, ...remedies],
} as const satisfies Record<Status, readonly string[]>;

export type DossierCommand = (typeof mayHappen)[Status][number];

/** The states in which a command may happen. */
export const statesOf = (command: string): readonly Status[] =>
  STATUSES.filter((status) => (mayHappen[status] as readonly string[]).includes(command));

type Next = { readonly [E in DossierEvent as E['type']]: Status | ((before: Status, data: E['data']) => Status) | null };

const checkedBy = (firstCheck: 'municipal' | 'provincial' | undefined): Status | undefined =>
  firstCheck && (firstCheck === 'municipal' ? 'MUNICIPAL_CHECK' : 'PROVINCIAL_CHECK');
const creating = (backTo: 'pilot' | 'creating' | undefined): Status => (backTo === 'pilot' ? 'PILOT' : 'CREATING');

/** Where each event leads; null: it leaves the status as it is. */
const next: Next = {
  ApplicationOpened: 'DRAFT',
  LegacyCreationImported: 'CREATING',
  PilotParkImported: 'PILOT',
  LegacyTitleImported: 'TITLED',
  ConsentNotApplicable: null,
  ProvincialConsentGranted: (before, { purpose }) => (purpose === 'application' ? 'CONSENTED' : before),
  AuthorityOpinionRecorded: null,
  ApplicationSubmitted: (_, { firstCheck }) => checkedBy(firstCheck) ?? 'SUBMITTED',
  MaterialsApproved: (_, { level, purpose }) =>
    level === 'municipal' ? 'PROVINCIAL_CHECK' : purpose === 'application' ? 'PROVINCIAL_APPROVED' : 'REVIEW_REQUESTED',
  MaterialsReturned: (_, { backTo }) => (backTo === 'draft' ? 'DRAFT' : creating(backTo)),
  SummaryTableSubmitted: 'AT_MINISTRY',
  SupplementRequested: 'SUPPLEMENT',
  SupplementSubmitted: 'SUBMITTED',
  SupplementOverdue: null,
  FormalReviewPassed: 'READY',
  FormalReviewRejected: 'REJECTED',
  ApplicationWithdrawn: 'WITHDRAWN',
  CreationStarted: 'CREATING',
  TargetBreakdownFiled: null,
  ProgressReported: null,
  CycleShorteningRequested: null,
  CycleShorteningApproved: null,
  CycleShorteningRefused: null,
  CreationCycleEnded: null,
  CreationCycleOverdue: null,
  CreationCycleExtended: null,
  CreationEnded: 'CREATION_ENDED',
  SelfAssessmentSubmitted: null,
  ReviewRequested: (_, { firstCheck }) => checkedBy(firstCheck) ?? 'REVIEW_REQUESTED',
  ReviewMaterialsReturned: (_, { backTo }) => creating(backTo),
  ExpertPanelConvened: 'UNDER_REVIEW',
  ReviewMethodRecorded: null,
  IndicatorsScored: null,
  ReviewConcluded: (_, { conclusion, backTo }) => (conclusion === 'pass' ? 'REVIEW_PASSED' : creating(backTo)),
  ImprovementOpinionIssued: null,
  PublicityStarted: 'PUBLICITY_OPEN',
  PublicityVoided: 'REVIEW_PASSED',
  PublicityClosed: (_, { result }) => (result === 'clear' ? 'CLEARED' : 'OBJECTION_CHECK'),
  ObjectionFiled: (before) => (before === 'CLEARED' ? 'OBJECTION_CHECK' : before),
  ClueRecorded: null,
  ObjectionWithdrawn: (before, { clears }) => (clears ? 'CLEARED' : before),
  ObjectionResolved: (before, { clears }) => (clears ? 'CLEARED' : before),
  ConferralDenied: (_, { backTo }) => creating(backTo),
  TitleConferred: 'TITLED',
  ExitProposed: 'EXIT_PROPOSED',
  // 另一项提议当事人可知的，仍在；当事人不知的，不露于此。
  ExitProposalWithdrawn: (_, { remains }) => (remains ? 'EXIT_PROPOSED' : 'TITLED'),
  InvestigationOpened: null,
  InvestigationClosed: null,
  EvidenceAdded: null,
  // 提出退出可能不为当事人所知，告知书送达之后即知。
  PriorNoticeServed: (before, { proposedDecision }) => (proposedDecision === 'exit' ? 'EXIT_PROPOSED' : before),
  StatementReceived: null,
  StatementWaived: null,
  StatementWindowClosed: null,
  StatementReviewed: null,
  QualificationCancelled: 'CANCELLED',
  ExitAnnounced: 'EXITED',
  ReviewOrLitigationNoted: null,
  TitleUseAuthorised: null,
  TitleUseEnded: null,
  TitleMisuseRecorded: null,
  EnhancementPlanFiled: null,
  MonitoringDataReceived: null,
  ProvincialConsentRefused: null,
  WorkingBodyChanged: null,
  PriorityNoted: null,
  SupervisionRecorded: null,
  EvaluationSubmitted: null,
  EvaluationMaterialsApproved: null,
  EvaluationMaterialsReturned: null,
  EvaluationPublicityStarted: null,
  EvaluationResultPublished: null,
  EvaluationResultCorrected: null,
  StreakAmbiguous: null,
  StreakSettled: null,
  ReminderIssued: null,
  RectificationOrdered: null,
  RectificationSubmitted: null,
  RectificationAccepted: null,
  RectificationOverdue: null,
  DeadlineRecomputed: null,
};

export const statusAfter = (before: Status, event: DossierEvent): Status => {
  const rule = next[event.type] as Status | ((before: Status, data: DossierEvent['data']) => Status) | null;
  return rule === null ? before : typeof rule === 'function' ? rule(before, event.data) : rule;
};
