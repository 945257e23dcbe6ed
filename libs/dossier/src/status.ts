import type { DossierEvent } from './events.js';

/** 案卷状态. `NONE`: there is no such dossier yet. */
export const STATUSES = [
  'NONE',
  'DRAFT',
  'CONSENTED',
  'SUBMITTED',
  'SUPPLEMENT',
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
] as const;
export type Status = (typeof STATUSES)[number];

/** 案卷已终结：同一申请者可以另行申请。 */
export const CLOSED_STATUSES: readonly Status[] = ['REJECTED', 'WITHDRAWN', 'CREATION_ENDED'];

const objectionCommands = ['FileObjection', 'WithdrawObjection', 'ResolveObjection', 'OpenInvestigation', 'CloseInvestigation'] as const;
const investigations = ['OpenInvestigation', 'CloseInvestigation'] as const;
const clock = ['RecomputeDeadlines', 'PassDeadline'] as const;

/**
 * What may happen in which state: the one table. A command that is not named for a state is refused there with
 * `not-in-this-state`, whoever sends it.
 */
export const mayHappen = {
  NONE: ['OpenApplication', 'ImportLegacyCreation'],
  DRAFT: ['RecordProvincialConsent', 'RecordAuthorityOpinion', 'SubmitApplication', 'WithdrawApplication', ...investigations],
  CONSENTED: ['RecordAuthorityOpinion', 'SubmitApplication', 'WithdrawApplication', ...investigations],
  SUBMITTED: [
    'RecordAuthorityOpinion',
    'RequestSupplement',
    'PassFormalReview',
    'RejectFormalReview',
    'WithdrawApplication',
    ...investigations,
  ],
  SUPPLEMENT: ['RecordAuthorityOpinion', 'SubmitSupplement', 'WithdrawApplication', ...investigations, ...clock],
  READY: ['StartCreation', 'WithdrawApplication', ...investigations],
  CREATING: [
    'FileTargetBreakdown',
    'ReportProgress',
    'RequestCycleShortening',
    'DecideCycleShortening',
    'ExtendCreation',
    'EndCreation',
    'RecordProvincialConsent',
    'RecordAuthorityOpinion',
    'SubmitSelfAssessment',
    'RequestReview',
    'WithdrawApplication',
    'FileObjection',
    ...investigations,
    ...clock,
  ],
  REVIEW_REQUESTED: ['RecordAuthorityOpinion', 'ReturnReviewMaterials', 'ConvenePanel', 'FileObjection', ...investigations],
  UNDER_REVIEW: ['RecordReviewMethod', 'ScoreIndicators', 'ConcludeReview', 'FileObjection', ...investigations],
  REVIEW_PASSED: ['StartPublicity', 'FileObjection', ...investigations],
  PUBLICITY_OPEN: ['CorrectPublicity', ...objectionCommands, ...clock],
  OBJECTION_CHECK: [...objectionCommands],
  CLEARED: ['ConferTitle', 'FileObjection', ...investigations],
  TITLED: ['FileObjection', ...investigations],
  EXIT_PROPOSED: ['WithdrawExitProposal', 'FileObjection', ...investigations],
  REJECTED: [...investigations],
  WITHDRAWN: ['FileObjection', ...investigations],
  CREATION_ENDED: ['FileObjection', ...investigations],
} as const satisfies Record<Status, readonly string[]>;

export type DossierCommand = (typeof mayHappen)[Status][number];

/** The states in which a command may happen. */
export const statesOf = (command: string): readonly Status[] =>
  STATUSES.filter((status) => (mayHappen[status] as readonly string[]).includes(command));

type Next = { readonly [E in DossierEvent as E['type']]: Status | ((before: Status, data: E['data']) => Status) | null };

/** Where each event leads; null: it leaves the status as it is. */
const next: Next = {
  ApplicationOpened: 'DRAFT',
  LegacyCreationImported: 'CREATING',
  ConsentNotApplicable: null,
  ProvincialConsentGranted: (before, { purpose }) => (purpose === 'application' ? 'CONSENTED' : before),
  AuthorityOpinionRecorded: null,
  ApplicationSubmitted: 'SUBMITTED',
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
  ReviewRequested: 'REVIEW_REQUESTED',
  ReviewMaterialsReturned: 'CREATING',
  ExpertPanelConvened: 'UNDER_REVIEW',
  ReviewMethodRecorded: null,
  IndicatorsScored: null,
  ReviewConcluded: (_, { conclusion }) => (conclusion === 'pass' ? 'REVIEW_PASSED' : 'CREATING'),
  ImprovementOpinionIssued: null,
  PublicityStarted: 'PUBLICITY_OPEN',
  PublicityVoided: 'REVIEW_PASSED',
  PublicityClosed: (_, { result }) => (result === 'clear' ? 'CLEARED' : 'OBJECTION_CHECK'),
  ObjectionFiled: (before) => (before === 'CLEARED' ? 'OBJECTION_CHECK' : before),
  ClueRecorded: null,
  ObjectionWithdrawn: (before, { clears }) => (clears ? 'CLEARED' : before),
  ObjectionResolved: (before, { clears }) => (clears ? 'CLEARED' : before),
  ConferralDenied: 'CREATING',
  TitleConferred: 'TITLED',
  ExitProposed: 'EXIT_PROPOSED',
  ExitProposalWithdrawn: 'TITLED',
  InvestigationOpened: null,
  InvestigationClosed: null,
  DeadlineRecomputed: null,
};

export const statusAfter = (before: Status, event: DossierEvent): Status => {
  const rule = next[event.type] as Status | ((before: Status, data: DossierEvent['data']) => Status) | null;
  return rule === null ? before : typeof rule === 'function' ? rule(before, event.data) : rule;
};
