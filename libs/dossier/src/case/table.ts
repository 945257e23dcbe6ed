import { STATUSES, type Status } from './status.js';

const UNTIL_SUBMITTED = ['DRAFT', 'CONSENTED'] as const;
const SUBMITTED = ['SUBMITTED', 'SUPPLEMENT'] as const;
/** The checks of a park's materials by its city and its province. */
const CHECKS = ['MUNICIPAL_CHECK', 'PROVINCIAL_CHECK'] as const;
const AFTER_THE_CHECKS = ['PROVINCIAL_APPROVED', 'AT_MINISTRY'] as const;
const REVIEW = ['REVIEW_REQUESTED', 'UNDER_REVIEW', 'REVIEW_PASSED'] as const;
const NOTICE = ['PUBLICITY_OPEN', 'OBJECTION_CHECK', 'CLEARED'] as const;
/** From the start of creation to the conferral, and the checks that a park's application passes before it. */
const IN_CREATION = ['PILOT', ...CHECKS, 'CREATING', ...REVIEW, ...NOTICE] as const;
/** From the submission to the conferral: a proven fraud (弄虚作假) cancels the qualification (decisions 22). */
const CANCELLABLE = [...SUBMITTED, ...AFTER_THE_CHECKS, 'READY', ...IN_CREATION] as const;
const HELD = ['TITLED', 'EXIT_PROPOSED'] as const;
const ENDED_AFTER_CREATION = ['WITHDRAWN', 'CREATION_ENDED', 'CANCELLED', 'EXITED'] as const;
const ENDED = ['REJECTED', ...ENDED_AFTER_CREATION] as const;
/** The statuses in which a case can be after a decision against its party. */
const DECIDED = ['PILOT', 'CREATING', ...REVIEW, ...NOTICE, ...HELD, ...ENDED] as const;
/** The statuses of a city's case; a park's are PILOT, its checks and AFTER_THE_CHECKS as well. */
const OF_A_CITY = [...UNTIL_SUBMITTED, ...SUBMITTED, 'READY', 'CREATING', ...REVIEW, ...NOTICE, ...HELD, ...ENDED] as const;
const EVERY_CASE = ['PILOT', ...CHECKS, ...AFTER_THE_CHECKS, ...OF_A_CITY] as const;
/** Before its application a city has stated no figure; a park may have, whose materials were returned to it. */
const WITH_FIGURES = [
  'PILOT',
  ...CHECKS,
  ...AFTER_THE_CHECKS,
  'DRAFT',
  ...SUBMITTED,
  'READY',
  'CREATING',
  ...REVIEW,
  ...NOTICE,
  ...HELD,
  ...ENDED,
] as const;

/**
 * The table of statuses: the statuses in which each command may happen, in the order of the Measure. In every other status a command is
 * refused with `not-in-this-state`, for every sender.
 */
const TABLE = {
  OpenApplication: ['NONE'],
  ChangeWorkingBody: [...UNTIL_SUBMITTED, ...SUBMITTED, 'READY', 'CREATING'],
  RecordProvincialConsent: ['DRAFT', 'CREATING'],
  RefuseProvincialConsent: ['DRAFT', 'CREATING'],
  RecordAuthorityOpinion: [...UNTIL_SUBMITTED, ...SUBMITTED, 'CREATING', 'REVIEW_REQUESTED'],
  SubmitApplication: UNTIL_SUBMITTED,
  NotePriority: [...SUBMITTED, 'READY'],
  RequestSupplement: ['SUBMITTED', 'AT_MINISTRY'],
  SubmitSupplement: ['SUPPLEMENT'],
  PassFormalReview: [...SUBMITTED, 'AT_MINISTRY'],
  RejectFormalReview: [...SUBMITTED, 'AT_MINISTRY'],
  WithdrawApplication: [...UNTIL_SUBMITTED, ...SUBMITTED, ...CHECKS, ...AFTER_THE_CHECKS, 'READY', 'CREATING', 'REVIEW_REQUESTED'],
  CloseApplication: [...UNTIL_SUBMITTED, ...CHECKS, 'PROVINCIAL_APPROVED'],
  ImportLegacyCreation: ['NONE'],
  ImportPilotPark: ['NONE'],
  StartCreation: ['READY'],
  FileTargetBreakdown: ['PILOT', 'CREATING'],
  ReportProgress: ['PILOT', 'CREATING'],
  RecordSupervision: ['CREATING'],
  RequestCycleShortening: ['CREATING'],
  DecideCycleShortening: ['CREATING'],
  ExtendCreation: ['CREATING'],
  EndCreation: ['CREATING'],
  ClosePilot: ['PILOT'],
  SubmitSelfAssessment: ['PILOT', 'CREATING'],
  RequestReview: ['PILOT', 'CREATING'],
  ApproveMaterials: [...CHECKS, ...HELD],
  ReturnMaterials: [...CHECKS, ...HELD],
  SubmitSummaryTable: ['PROVINCIAL_APPROVED'],
  ReturnReviewMaterials: [...CHECKS, 'REVIEW_REQUESTED'],
  ConvenePanel: ['REVIEW_REQUESTED'],
  ReplacePanelMember: ['UNDER_REVIEW'],
  RecuseOfficer: [...REVIEW, ...NOTICE],
  RecordReviewMethod: ['UNDER_REVIEW'],
  ScoreIndicators: ['UNDER_REVIEW'],
  ConcludeReview: ['UNDER_REVIEW'],
  StartPublicity: ['REVIEW_PASSED'],
  CorrectPublicity: NOTICE,
  WithdrawPublicity: NOTICE,
  ProlongPublicity: ['PUBLICITY_OPEN'],
  FileObjection: [...IN_CREATION, ...HELD, ...ENDED_AFTER_CREATION],
  // Every real-name objection is answered, also after the case has moved on or ended (decisions 24).
  WithdrawObjection: [...IN_CREATION, ...HELD, ...ENDED_AFTER_CREATION],
  ResolveObjection: [...IN_CREATION, ...HELD, ...ENDED_AFTER_CREATION],
  ConferTitle: ['CLEARED'],
  ImportLegacyTitle: ['NONE'],
  FileEnhancementPlan: HELD,
  ReportMonitoringData: HELD,
  SubmitEvaluation: HELD,
  StartEvaluationPublicity: HELD,
  PublishEvaluationResults: HELD,
  CorrectEvaluationResult: [...HELD, 'EXITED'],
  SettleStreak: HELD,
  OrderRectification: HELD,
  SubmitRectification: HELD,
  AcceptRectification: HELD,
  OpenInvestigation: EVERY_CASE,
  AddEvidence: EVERY_CASE,
  FindFigureFalse: WITH_FIGURES,
  WithdrawFigureFinding: WITH_FIGURES,
  HandOverInvestigation: EVERY_CASE,
  TakeOverInvestigation: EVERY_CASE,
  CloseInvestigation: EVERY_CASE,
  PlaceLegalHold: EVERY_CASE,
  ProposeHoldLifting: EVERY_CASE,
  LiftLegalHold: EVERY_CASE,
  ExportEvidence: EVERY_CASE,
  ServePriorNotice: [...CANCELLABLE, 'EXIT_PROPOSED'],
  // TITLED and EXIT_PROPOSED give the same answer: the holder must not learn from it that an exit is proposed.
  SubmitStatement: [...CANCELLABLE, ...HELD],
  WaiveStatement: [...CANCELLABLE, ...HELD],
  RequestHearing: [...CANCELLABLE, ...HELD],
  HoldHearing: [...CANCELLABLE, 'EXIT_PROPOSED'],
  RefuseHearing: [...CANCELLABLE, 'EXIT_PROPOSED'],
  ReviewStatement: [...CANCELLABLE, 'EXIT_PROPOSED'],
  CancelQualification: CANCELLABLE,
  AnnounceExit: ['EXIT_PROPOSED'],
  WithdrawExitProposal: ['EXIT_PROPOSED'],
  RecordService: ['SUPPLEMENT', ...DECIDED],
  NoteReviewOrLitigation: DECIDED,
  SetAsideDecision: ['PILOT', 'CREATING', 'CLEARED', ...HELD, 'REJECTED', 'CANCELLED', 'EXITED'],
  AuthoriseTitleUse: ['TITLED'],
  EndTitleUse: HELD,
  RecordTitleMisuse: ['NONE', ...OF_A_CITY],
  RecomputeDeadlines: [...CANCELLABLE, ...HELD],
  PassDeadline: [...CANCELLABLE, ...HELD],
} as const satisfies Readonly<Record<string, readonly Status[]>>;

export type DossierCommand = keyof typeof TABLE;

/** The commands of a dossier, in the order of the Measure. */
export const COMMANDS = Object.keys(TABLE) as readonly DossierCommand[];

export const mayHappen = (command: string, status: Status): boolean =>
  Object.hasOwn(TABLE, command) && (TABLE[command as DossierCommand] as readonly Status[]).includes(status);

/** The statuses in which a command may happen, in the order of {@link STATUSES}. */
export const statusesOf = (command: string): readonly Status[] => STATUSES.filter((status) => mayHappen(command, status));

/** The commands that may happen in a status. */
export const commandsIn = (status: Status): readonly DossierCommand[] => COMMANDS.filter((command) => mayHappen(command, status));
