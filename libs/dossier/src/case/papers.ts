/** The acts that are papers of the ministry, a province or an expert. The events beside each keep its document (decisions 34). */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  ChangeWorkingBody: ['WorkingBodyChanged'],
  RecordProvincialConsent: ['ProvincialConsentGranted'],
  RefuseProvincialConsent: ['ProvincialConsentRefused'],
  RecordAuthorityOpinion: ['AuthorityOpinionRecorded'],
  NotePriority: ['PriorityNoted'],
  RequestSupplement: ['SupplementRequested'],
  PassFormalReview: ['FormalReviewPassed'],
  RejectFormalReview: ['FormalReviewRejected'],
  CloseApplication: ['ApplicationClosed'],
  SubmitSummaryTable: ['SummaryTableSubmitted'],
  ImportLegacyCreation: ['LegacyCreationImported'],
  ImportPilotPark: ['PilotParkImported'],
  StartCreation: ['CreationStarted'],
  RecordSupervision: ['SupervisionRecorded'],
  DecideCycleShortening: ['CycleShorteningApproved', 'CycleShorteningRefused'],
  ExtendCreation: ['CreationCycleExtended'],
  EndCreation: ['CreationEnded'],
  ClosePilot: ['PilotClosed'],
  ApproveMaterials: ['MaterialsApproved', 'EvaluationMaterialsApproved'],
  ReturnMaterials: ['MaterialsReturned', 'EvaluationMaterialsReturned'],
  ReturnReviewMaterials: ['ReviewMaterialsReturned'],
  ConvenePanel: ['ExpertPanelConvened'],
  ReplacePanelMember: ['PanelMemberReplaced'],
  RecuseOfficer: ['OfficerRecused'],
  RecordReviewMethod: ['ReviewMethodRecorded'],
  ScoreIndicators: ['IndicatorsScored'],
  ConcludeReview: ['ReviewConcluded', 'ImprovementOpinionIssued'],
  StartPublicity: ['PublicityStarted'],
  CorrectPublicity: ['PublicityStarted'],
  WithdrawPublicity: ['PublicityVoided'],
  ProlongPublicity: ['DeadlineRecomputed'],
  ResolveObjection: ['ObjectionResolved'],
  ConferTitle: ['TitleConferred'],
  ImportLegacyTitle: ['LegacyTitleImported'],
  AuthoriseTitleUse: ['TitleUseAuthorised'],
  EndTitleUse: ['TitleUseEnded'],
  RecordTitleMisuse: ['TitleMisuseRecorded'],
  StartEvaluationPublicity: ['EvaluationPublicityStarted'],
  PublishEvaluationResults: ['EvaluationResultPublished'],
  CorrectEvaluationResult: ['EvaluationResultCorrected'],
  SettleStreak: ['StreakSettled'],
  OrderRectification: ['ReminderIssued', 'RectificationOrdered'],
  AcceptRectification: ['RectificationAccepted'],
  OpenInvestigation: ['InvestigationOpened'],
  CloseInvestigation: ['InvestigationClosed'],
  ServePriorNotice: ['PriorNoticeServed'],
  ReviewStatement: ['StatementReviewed'],
  HoldHearing: ['HearingHeld'],
  RefuseHearing: ['HearingRefused'],
  CancelQualification: ['QualificationCancelled'],
  AnnounceExit: ['ExitAnnounced'],
  WithdrawExitProposal: ['ExitProposalWithdrawn'],
  NoteReviewOrLitigation: ['ReviewOrLitigationNoted'],
  SetAsideDecision: ['DecisionSetAside'],
};
const KEEPS_DOCUMENT = new Set(Object.values(DOCUMENTED).flat());

/** The events that keep the document of a command; undefined for a command that carries none. */
export const documentedBy = (command: string): readonly string[] | undefined =>
  Object.hasOwn(DOCUMENTED, command) ? DOCUMENTED[command] : undefined;
export const keepsDocument = (eventType: string): boolean => KEEPS_DOCUMENT.has(eventType);

/** The papers that are served to a party after the act, and the events that keep their service (decisions 34). */
const SERVED = {
  RequestSupplement: 'SupplementRequested',
  RejectFormalReview: 'FormalReviewRejected',
  CloseApplication: 'ApplicationClosed',
  DecideCycleShortening: 'CycleShorteningRefused',
  EndCreation: 'CreationEnded',
  ClosePilot: 'PilotClosed',
  ReturnReviewMaterials: 'ReviewMaterialsReturned',
  ConcludeReview: 'ReviewConcluded',
  ResolveObjection: 'ConferralDenied',
  PublishEvaluationResults: 'EvaluationResultPublished',
  CorrectEvaluationResult: 'EvaluationResultCorrected',
  OrderRectification: 'RectificationOrdered',
  EndTitleUse: 'TitleUseEnded',
  RefuseHearing: 'HearingRefused',
  CancelQualification: 'QualificationCancelled',
  AnnounceExit: 'ExitAnnounced',
  SetAsideDecision: 'DecisionSetAside',
} as const satisfies Readonly<Record<string, string>>;
/** The events whose papers may be served later, by an act of its own. */
export const SERVED_EVENTS = Object.values(SERVED);
const KEEPS_SERVICE: ReadonlySet<string> = new Set(SERVED_EVENTS);

/** The event that keeps the service of a command; undefined for a command whose paper is not served with it. */
export const servedBy = (command: string): string | undefined =>
  Object.hasOwn(SERVED, command) ? SERVED[command as keyof typeof SERVED] : undefined;
export const keepsService = (eventType: string): boolean => KEEPS_SERVICE.has(eventType);

/** Decisions against a party by the command that makes them: each states the remedies (decisions 34). */
const AGAINST: Readonly<Record<string, string>> = {
  RejectFormalReview: 'FormalReviewRejected',
  CloseApplication: 'ApplicationClosed',
  DecideCycleShortening: 'CycleShorteningRefused',
  EndCreation: 'CreationEnded',
  ClosePilot: 'PilotClosed',
  ConcludeReview: 'ReviewConcluded',
  ResolveObjection: 'ConferralDenied',
  WithdrawObjection: 'ConferralDenied',
  CloseInvestigation: 'ConferralDenied',
  PublishEvaluationResults: 'EvaluationResultPublished',
  CorrectEvaluationResult: 'EvaluationResultCorrected',
  OrderRectification: 'RectificationOrdered',
  EndTitleUse: 'TitleUseEnded',
  CancelQualification: 'QualificationCancelled',
  AnnounceExit: 'ExitAnnounced',
};
const KEEPS_REMEDIES = new Set(Object.values(AGAINST));

/** The event of a command that can be a decision against a party; undefined for other commands. */
export const decisionAgainst = (command: string): string | undefined => (Object.hasOwn(AGAINST, command) ? AGAINST[command] : undefined);
export const keepsRemedies = (eventType: string): boolean => KEEPS_REMEDIES.has(eventType);
