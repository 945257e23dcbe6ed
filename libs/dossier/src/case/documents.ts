import {
  dayOf,
  isRefused,
  record,
  refuse,
  Type,
  type Decision,
  type DomainEvent,
  type FreeText,
  type Instant,
  type Refused,
} from '@minglu/kernel';
import { documentFields } from './fragments.js';

/** The decisions, notices, orders and opinions of a dossier, and the event that keeps the document of each (decisions 34). */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  RecordProvincialConsent: ['ProvincialConsentGranted'],
  RefuseProvincialConsent: ['ProvincialConsentRefused'],
  RecordAuthorityOpinion: ['AuthorityOpinionRecorded'],
  RequestSupplement: ['SupplementRequested'],
  PassFormalReview: ['FormalReviewPassed'],
  RejectFormalReview: ['FormalReviewRejected'],
  StartCreation: ['CreationStarted'],
  DecideCycleShortening: ['CycleShorteningApproved', 'CycleShorteningRefused'],
  ExtendCreation: ['CreationCycleExtended'],
  EndCreation: ['CreationEnded'],
  ApproveMaterials: ['MaterialsApproved', 'EvaluationMaterialsApproved'],
  ReturnMaterials: ['MaterialsReturned', 'EvaluationMaterialsReturned'],
  ReturnReviewMaterials: ['ReviewMaterialsReturned'],
  ConcludeReview: ['ReviewConcluded', 'ImprovementOpinionIssued'],
  StartPublicity: ['PublicityStarted'],
  CorrectPublicity: ['PublicityStarted'],
  ResolveObjection: ['ObjectionResolved'],
  ConferTitle: ['TitleConferred'],
  AuthoriseTitleUse: ['TitleUseAuthorised'],
  EndTitleUse: ['TitleUseEnded'],
  PublishEvaluationResults: ['EvaluationResultPublished'],
  CorrectEvaluationResult: ['EvaluationResultCorrected'],
  SettleStreak: ['StreakSettled'],
  OrderRectification: ['ReminderIssued', 'RectificationOrdered'],
  AcceptRectification: ['RectificationAccepted'],
  CloseInvestigation: ['InvestigationClosed'],
  ServePriorNotice: ['PriorNoticeServed'],
  ReviewStatement: ['StatementReviewed'],
  RefuseHearing: ['HearingRefused'],
  CancelQualification: ['QualificationCancelled'],
  AnnounceExit: ['ExitAnnounced'],
  WithdrawExitProposal: ['ExitProposalWithdrawn'],
  SetAsideDecision: ['DecisionSetAside'],
};
const KEEPS = new Set(Object.values(DOCUMENTED).flat());

export const mayCarryDocument = (command: string): boolean => Object.hasOwn(DOCUMENTED, command);
export const keepsDocument = (eventType: string): boolean => KEEPS.has(eventType);

/** The `document` field of a payload. A part that is absent is not known. */
export const documentField = { document: Type.Optional(record(documentFields)) };

const DOCUMENT_TEXT: FreeText = {
  organisation: ['document.copiesTo[]'],
  officer: ['document.signedBy', 'document.countersignedBy[]'],
  document: ['document.number', 'document.attachments[]', 'document.attachments[].name'],
};
/** The free text of an event with that of its document. */
export const withDocumentText = (own: FreeText = {}): FreeText =>
  Object.fromEntries(
    [...new Set([...Object.keys(own), ...Object.keys(DOCUMENT_TEXT)])].map((reason) => [
      reason,
      [...(own[reason as keyof FreeText] ?? []), ...(DOCUMENT_TEXT[reason as keyof FreeText] ?? [])],
    ]),
  );

interface Carried {
  readonly document?: { readonly number?: string; readonly issuedOn?: string } | undefined;
  readonly documentNumber?: string | undefined;
  readonly announcementNumber?: string | undefined;
}

/** A document agrees with the number that its command states, and is not issued in the future. */
export const wrongDocument = ({ document, ...stated }: Carried, at: Instant, basis: readonly string[]): Refused | null => {
  const number = stated.documentNumber ?? stated.announcementNumber;
  if (document?.number !== undefined && number !== undefined && document.number !== number)
    return refuse(
      'document-numbers-differ',
      basis,
      `文号不一致：${document.number}、${number}`,
      `two numbers for one document: ${document.number}, ${number}`,
      { number, document: document.number },
    );
  return document?.issuedOn !== undefined && document.issuedOn > dayOf(at)
    ? refuse(
        'date-in-future',
        basis,
        `文件日期 ${document.issuedOn} 晚于今天`,
        `the document is dated ${document.issuedOn}, in the future`,
        {
          date: document.issuedOn,
          today: dayOf(at),
        },
      )
    : null;
};

/** Keeps the document with the events of a decision. Its number is that of the command, its day by default that of the act. */
export const withDocument = <E extends DomainEvent>(
  decision: Decision<E>,
  command: string,
  { document, documentNumber, announcementNumber }: Carried,
  at: Instant,
): Decision<E> => {
  if (isRefused(decision) || !document) return decision;
  const number = document.number ?? documentNumber ?? announcementNumber;
  const kept = { ...document, ...(number === undefined ? {} : { number }), issuedOn: document.issuedOn ?? dayOf(at) };
  const events = decision.events.map((event) =>
    DOCUMENTED[command]?.includes(event.type) ? { ...event, data: { ...(event.data as object), document: kept } } : event,
  );
  return { ...decision, events };
};
