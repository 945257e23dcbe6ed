import { dossierActs } from './acts.js';
import type { DossierEvent } from './events.js';
import { mayHappen, STATUSES, statesOf, type DossierCommand, type Status } from './status.js';

type EventType = DossierEvent['type'];
type Follows = readonly EventType[] | (Partial<Record<Status, readonly EventType[]>> & { readonly elsewhere: readonly EventType[] });

const answered = ['PublicityVoided'] as const;
const answeredAfterTheWindow = [...answered, 'ConferralDenied'] as const;

/**
 * The events that may follow a command, where that depends on the state with the states. A spec drives every one of them
 * and sees that nothing else follows.
 */
const follows: { readonly [C in DossierCommand]: Follows } = {
  OpenApplication: ['ApplicationOpened', 'ConsentNotApplicable'],
  ImportLegacyCreation: ['LegacyCreationImported'],
  RecordProvincialConsent: ['ProvincialConsentGranted'],
  RefuseProvincialConsent: ['ProvincialConsentRefused'],
  ChangeWorkingBody: ['WorkingBodyChanged'],
  NotePriority: ['PriorityNoted'],
  RecordSupervision: ['SupervisionRecorded'],
  RecordAuthorityOpinion: ['AuthorityOpinionRecorded'],
  SubmitApplication: ['ApplicationSubmitted'],
  RequestSupplement: ['SupplementRequested'],
  SubmitSupplement: ['SupplementSubmitted'],
  PassFormalReview: ['FormalReviewPassed'],
  RejectFormalReview: ['FormalReviewRejected'],
  WithdrawApplication: ['ApplicationWithdrawn'],
  StartCreation: ['CreationStarted'],
  FileTargetBreakdown: ['TargetBreakdownFiled'],
  ReportProgress: ['ProgressReported'],
  RequestCycleShortening: ['CycleShorteningRequested'],
  DecideCycleShortening: ['CycleShorteningApproved', 'CycleShorteningRefused'],
  ExtendCreation: ['CreationCycleExtended'],
  EndCreation: ['CreationEnded'],
  SubmitSelfAssessment: ['SelfAssessmentSubmitted'],
  RequestReview: { PILOT: ['ReviewRequested'], elsewhere: ['ReviewRequested', 'ConsentNotApplicable'] },
  ReturnReviewMaterials: ['ReviewMaterialsReturned'],
  ConvenePanel: ['ExpertPanelConvened'],
  RecordReviewMethod: ['ReviewMethodRecorded'],
  ScoreIndicators: ['IndicatorsScored'],
  ConcludeReview: ['ReviewConcluded', 'ImprovementOpinionIssued'],
  StartPublicity: ['PublicityStarted'],
  CorrectPublicity: ['PublicityVoided', 'PublicityStarted'],
  FileObjection: {
    PUBLICITY_OPEN: ['ObjectionFiled', 'ClueRecorded'],
    OBJECTION_CHECK: ['ObjectionFiled', 'ClueRecorded'],
    CLEARED: ['ObjectionFiled', 'ClueRecorded'],
    elsewhere: ['ClueRecorded'],
  },
  WithdrawObjection: { PUBLICITY_OPEN: ['ObjectionWithdrawn', ...answered], elsewhere: ['ObjectionWithdrawn', ...answeredAfterTheWindow] },
  ResolveObjection: {
    PUBLICITY_OPEN: ['ObjectionResolved', 'InvestigationOpened', ...answered],
    elsewhere: ['ObjectionResolved', 'InvestigationOpened', ...answeredAfterTheWindow],
  },
  ConferTitle: ['TitleConferred'],
  ImportPilotPark: ['PilotParkImported'],
  ImportLegacyTitle: ['LegacyTitleImported'],
  ApproveMaterials: {
    MUNICIPAL_CHECK: ['MaterialsApproved'],
    PROVINCIAL_CHECK: ['MaterialsApproved'],
    elsewhere: ['EvaluationMaterialsApproved'],
  },
  ReturnMaterials: {
    MUNICIPAL_CHECK: ['MaterialsReturned'],
    PROVINCIAL_CHECK: ['MaterialsReturned'],
    elsewhere: ['EvaluationMaterialsReturned'],
  },
  SubmitSummaryTable: ['SummaryTableSubmitted'],
  SubmitEvaluation: ['EvaluationSubmitted'],
  StartEvaluationPublicity: ['EvaluationPublicityStarted'],
  PublishEvaluationResults: ['EvaluationResultPublished', 'ExitProposed', 'StreakAmbiguous'],
  CorrectEvaluationResult: {
    TITLED: ['EvaluationResultCorrected', 'ExitProposed', 'StreakAmbiguous'],
    elsewhere: ['EvaluationResultCorrected', 'ExitProposed', 'ExitProposalWithdrawn', 'StreakAmbiguous'],
  },
  SettleStreak: ['StreakSettled', 'ExitProposed'],
  OrderRectification: ['ReminderIssued', 'RectificationOrdered'],
  SubmitRectification: ['RectificationSubmitted'],
  AcceptRectification: ['RectificationAccepted'],
  AddEvidence: ['EvidenceAdded'],
  ServePriorNotice: ['PriorNoticeServed'],
  SubmitStatement: { TITLED: [], elsewhere: ['StatementReceived'] },
  WaiveStatement: { TITLED: [], elsewhere: ['StatementWaived'] },
  ReviewStatement: ['StatementReviewed'],
  CancelQualification: { PUBLICITY_OPEN: ['PublicityVoided', 'QualificationCancelled'], elsewhere: ['QualificationCancelled'] },
  AnnounceExit: ['ExitAnnounced', 'TitleUseEnded'],
  NoteReviewOrLitigation: ['ReviewOrLitigationNoted'],
  AuthoriseTitleUse: ['TitleUseAuthorised'],
  EndTitleUse: ['TitleUseEnded'],
  RecordTitleMisuse: ['TitleMisuseRecorded'],
  FileEnhancementPlan: ['EnhancementPlanFiled'],
  ReportMonitoringData: ['MonitoringDataReceived'],
  WithdrawExitProposal: ['ExitProposalWithdrawn'],
  OpenInvestigation: ['InvestigationOpened'],
  CloseInvestigation: {
    PUBLICITY_OPEN: ['InvestigationClosed', 'ObjectionResolved', ...answered],
    OBJECTION_CHECK: ['InvestigationClosed', 'ObjectionResolved', ...answeredAfterTheWindow],
    TITLED: ['InvestigationClosed', 'ExitProposed'],
    EXIT_PROPOSED: ['InvestigationClosed', 'ExitProposed'],
    elsewhere: ['InvestigationClosed'],
  },
  // 补正、整改期限由部载明，不随放假安排变动。
  RecomputeDeadlines: { SUPPLEMENT: [], TITLED: [], elsewhere: ['DeadlineRecomputed'] },
  PassDeadline: {
    SUPPLEMENT: ['SupplementOverdue'],
    CREATING: ['CreationCycleEnded', 'CreationCycleOverdue', 'StatementWindowClosed'],
    PUBLICITY_OPEN: ['PublicityClosed', 'ConferralDenied', 'StatementWindowClosed'],
    TITLED: ['RectificationOverdue'],
    EXIT_PROPOSED: ['RectificationOverdue', 'StatementWindowClosed'],
    elsewhere: ['StatementWindowClosed'],
  },
};

/** The events that may follow a command in a state; empty where it may not happen there. */
export const mayFollow = (command: DossierCommand, status: Status): readonly EventType[] => {
  if (!(mayHappen[status] as readonly string[]).includes(command)) return [];
  const found: Follows = follows[command];
  return isList(found) ? found : (found[status] ?? found.elsewhere);
};
const isList = (found: Follows): found is readonly EventType[] => Array.isArray(found);

/** 案卷状态表 as markdown: what may happen in which state, what may follow, and how it is refused elsewhere. */
export const stateMatrix = (): string =>
  [
    '# What may happen in which state',
    '',
    '<!-- Generated from libs/dossier. Do not edit. -->',
    '',
    'A command that may not happen in a state is refused there with `not-in-this-state` and the provisions of its act;',
    'before there is a dossier (`NONE`) with `unknown-id`; one that opens a dossier, under an id in use, with `id-taken`.',
    '',
    '## At a glance',
    '',
    row('', ...STATUSES),
    row('---', ...STATUSES.map(() => ':-:')),
    ...dossierActs.map(({ command }) => row(command, ...STATUSES.map((status) => (statesOf(command).includes(status) ? '●' : '')))),
    '',
    '## What follows',
    '',
    row('command', '办理', 'by', 'in', 'may be followed by', 'elsewhere refused by'),
    row('---', '---', '---', '---', '---', '---'),
    ...dossierActs.flatMap(({ command, title, by, legalBasis }) =>
      grouped(command).map(({ states, events }, index) =>
        index === 0
          ? row(command, title.zh, Object.keys(by).join(', '), states.join(', '), events, legalBasis.join(', '))
          : row('', '', '', states.join(', '), events, ''),
      ),
    ),
    '',
  ].join('\n');

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The states of a command, those with the same consequences together. */
const grouped = (command: DossierCommand): readonly { readonly states: readonly Status[]; readonly events: string }[] => {
  const groups = new Map<string, Status[]>();
  for (const status of statesOf(command)) {
    const events = mayFollow(command, status).join(', ') || '(nothing)';
    groups.set(events, [...(groups.get(events) ?? []), status]);
  }
  return [...groups].map(([events, states]) => ({ states, events }));
};
