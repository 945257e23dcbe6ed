import type { Day, StreamCategory } from '@minglu/kernel';
import type { Deadline } from '@minglu/regulation';
import { evolveAccountability, type Investigation, type Proceeding } from './accountability/state.js';
import { evolveApplication, type Application } from './application/state.js';
import { evolveCreation, type Creation } from './creation/state.js';
import { applyEffect, deadlineEffect } from './deadlines/effects.js';
import { dossierEvents, type DossierEvent } from './events.js';
import { evolveEvaluation, rectificationOf, type Evaluation } from './evaluation/state.js';
import { evolvePublicity, withNotice, type Publicity } from './publicity/state.js';
import { evolveReview, type Review } from './review/state.js';
import { statusAfter, type Status } from './status.js';
import { evolveTitle, type Title } from './title/state.js';

/** Whom the dossier is about, as recorded by the event that opened it. */
export interface Subject {
  readonly caseId: string;
  readonly programme: 'city' | 'park';
  readonly applicant: string;
  readonly applicantName: string;
  readonly cityCode: string;
  readonly cityName: string;
  readonly cityClass: 'direct-municipality' | 'sub-provincial-city' | 'separately-planned-city' | 'prefecture-city' | 'prefecture-unit';
  readonly provinceCode: string;
}

/** 案卷: a candidacy and the title that came of it. */
export interface Dossier {
  readonly status: Status;
  /** Null only before the first event. */
  readonly subject: Subject | null;
  readonly origin: 'application' | 'memorandum' | 'pilot' | 'legacy-title' | null;
  readonly previousCaseId: string | null;
  /** The day of the decision that closed it; null while it is open. */
  readonly closedOn: Day | null;
  readonly application: Application | null;
  readonly creation: Creation | null;
  readonly review: Review | null;
  readonly publicity: Publicity | null;
  readonly title: Title | null;
  readonly evaluation: Evaluation | null;
  readonly investigations: readonly Investigation[];
  readonly proceedings: readonly Proceeding[];
  /** Open deadlines, in the order in which they began. */
  readonly deadlines: readonly Deadline[];
}

export const noDossier: Dossier = {
  status: 'NONE',
  subject: null,
  origin: null,
  previousCaseId: null,
  closedOn: null,
  application: null,
  creation: null,
  review: null,
  publicity: null,
  title: null,
  evaluation: null,
  investigations: [],
  proceedings: [],
  deadlines: [],
};

/** Folds one event. Total and pure: it never judges, and never looks at a clock or a calendar. */
export const evolve = (dossier: Dossier, event: DossierEvent): Dossier => {
  const status = statusAfter(dossier.status, event);
  const deadlines = applyEffect(dossier.deadlines, deadlineEffect(event));
  switch (event.type) {
    case 'ApplicationOpened':
      return {
        ...dossier,
        status,
        deadlines,
        subject: subjectOf(event.data),
        origin: 'application',
        previousCaseId: event.data.previousCaseId,
        application: evolveApplication(null, event),
      };
    case 'LegacyCreationImported':
      return { ...dossier, status, deadlines, subject: subjectOf(event.data), origin: 'memorandum', creation: evolveCreation(null, event) };
    case 'PilotParkImported':
      return { ...dossier, status, deadlines, subject: subjectOf(event.data), origin: 'pilot', creation: evolveCreation(null, event) };
    case 'LegacyTitleImported':
      return {
        ...dossier,
        status,
        deadlines,
        subject: subjectOf({ ...event.data }),
        origin: 'legacy-title',
        title: evolveTitle(null, event),
      };
    case 'AuthorityOpinionRecorded':
    case 'ProvincialConsentRefused':
    case 'WorkingBodyChanged':
    case 'PriorityNoted':
    case 'SummaryTableSubmitted':
    case 'ApplicationSubmitted':
    case 'SupplementRequested':
    case 'SupplementSubmitted':
    case 'SupplementOverdue':
    case 'FormalReviewPassed':
      return { ...dossier, status, deadlines, application: evolveApplication(dossier.application, event) };
    case 'FormalReviewRejected':
      return { ...dossier, status, deadlines, closedOn: event.data.closedOn, application: evolveApplication(dossier.application, event) };
    case 'ApplicationWithdrawn':
      return {
        ...dossier,
        status,
        deadlines,
        closedOn: event.data.closedOn,
        application: evolveApplication(dossier.application, event),
        creation: evolveCreation(dossier.creation, event),
      };
    case 'ProvincialConsentGranted':
    case 'ConsentNotApplicable':
      return {
        ...dossier,
        status,
        deadlines,
        application: evolveApplication(dossier.application, event),
        creation: evolveCreation(dossier.creation, event),
      };
    case 'CreationStarted':
    case 'TargetBreakdownFiled':
    case 'ProgressReported':
    case 'SupervisionRecorded':
    case 'CycleShorteningRequested':
    case 'CycleShorteningApproved':
    case 'CycleShorteningRefused':
    case 'CreationCycleEnded':
    case 'CreationCycleOverdue':
    case 'CreationCycleExtended':
    case 'SelfAssessmentSubmitted':
    case 'ReviewRequested':
      return { ...dossier, status, deadlines, creation: evolveCreation(dossier.creation, event) };
    case 'CreationEnded':
      return { ...dossier, status, deadlines, closedOn: event.data.closedOn, creation: evolveCreation(dossier.creation, event) };
    case 'ReviewConcluded':
      return {
        ...dossier,
        status,
        deadlines,
        review: evolveReview(dossier.review, event),
        creation: evolveCreation(dossier.creation, event),
      };
    case 'MaterialsApproved':
    case 'MaterialsReturned':
    case 'ReviewMaterialsReturned':
    case 'ExpertPanelConvened':
    case 'ReviewMethodRecorded':
    case 'IndicatorsScored':
    case 'ImprovementOpinionIssued':
      return { ...dossier, status, deadlines, review: evolveReview(dossier.review, event) };
    case 'ConferralDenied':
      return {
        ...dossier,
        status,
        deadlines,
        publicity: evolvePublicity(dossier.publicity, event),
        creation: evolveCreation(dossier.creation, event),
      };
    case 'PublicityStarted':
    case 'PublicityVoided':
    case 'PublicityClosed':
    case 'ObjectionFiled':
    case 'ClueRecorded':
    case 'ObjectionWithdrawn':
    case 'ObjectionResolved':
      return { ...dossier, status, deadlines, publicity: evolvePublicity(dossier.publicity, event) };
    case 'InvestigationOpened':
      return {
        ...dossier,
        status,
        deadlines,
        ...evolveAccountability(dossier, event),
        publicity: evolvePublicity(dossier.publicity, event),
      };
    case 'InvestigationClosed':
    case 'EvidenceAdded':
    case 'PriorNoticeServed':
    case 'StatementReceived':
    case 'StatementWaived':
    case 'StatementWindowClosed':
    case 'StatementReviewed':
    case 'ReviewOrLitigationNoted':
      return { ...dossier, status, deadlines, ...evolveAccountability(dossier, event) };
    case 'QualificationCancelled':
      return {
        ...dossier,
        status,
        deadlines,
        closedOn: event.data.closedOn,
        ...evolveAccountability(dossier, event),
        creation: evolveCreation(dossier.creation, event),
      };
    case 'ExitAnnounced':
      return { ...dossier, status, deadlines, closedOn: event.data.closedOn, ...evolveAccountability(dossier, event) };
    case 'TitleConferred':
    case 'ExitProposed':
    case 'TitleUseAuthorised':
    case 'TitleUseEnded':
    case 'TitleMisuseRecorded':
    case 'EnhancementPlanFiled':
    case 'MonitoringDataReceived':
      return { ...dossier, status, deadlines, title: evolveTitle(dossier.title, event) };
    case 'ExitProposalWithdrawn': {
      const title = evolveTitle(dossier.title, event);
      // 当事人不知的提议仍在的，事件本身不说，案卷自知。
      const stands = title?.exitProposal ? 'EXIT_PROPOSED' : status;
      return { ...dossier, status: stands, deadlines, title, ...evolveAccountability(dossier, event) };
    }
    case 'EvaluationSubmitted':
    case 'EvaluationMaterialsApproved':
    case 'EvaluationMaterialsReturned':
    case 'EvaluationPublicityStarted':
    case 'EvaluationResultPublished':
    case 'EvaluationResultCorrected':
    case 'StreakAmbiguous':
    case 'StreakSettled':
    case 'ReminderIssued':
    case 'RectificationOrdered':
    case 'RectificationSubmitted':
    case 'RectificationAccepted':
    case 'RectificationOverdue':
      return { ...dossier, status, deadlines, evaluation: evolveEvaluation(dossier.evaluation, event) };
    case 'DeadlineRecomputed': {
      const { kind, lastDay, endsAt, provisional } = event.data.deadline;
      return {
        ...dossier,
        status,
        deadlines,
        publicity: kind === 'publicity-window' ? withNotice(dossier.publicity, { lastDay, endsAt, provisional }) : dossier.publicity,
        creation: kind === 'creation-cycle' && dossier.creation ? { ...dossier.creation, cycleEnd: lastDay } : dossier.creation,
      };
    }
  }
};

const subjectOf = ({ caseId, programme, applicant, applicantName, cityCode, cityName, cityClass, provinceCode }: Subject): Subject => ({
  caseId,
  programme,
  applicant,
  applicantName,
  cityCode,
  cityName,
  cityClass,
  provinceCode,
});

export const dossiers: StreamCategory<Dossier, DossierEvent> = { name: 'dossier', events: dossierEvents, initial: noDossier, evolve };

/** 没有案卷的城市擅自使用称号的：kept by its division code, in a stream in which nothing else stands and no dossier begins. */
export const titleMisuses: StreamCategory<Dossier, DossierEvent> = {
  name: 'title-misuse',
  // 事件由案卷定义，此处不重复。
  events: {},
  initial: noDossier,
  evolve: (state) => state,
};

/** Marks that an officer sees beside the status. */
export type Flag =
  | 'CYCLE_ENDED'
  | 'OVERDUE'
  | 'SUPPLEMENT_OVERDUE'
  | 'PRIORITY'
  | 'REMINDER_DUE'
  | 'RECTIFYING'
  | 'RECTIFICATION_OVERDUE'
  | 'STREAK_AMBIGUOUS'
  | 'UNDER_INVESTIGATION';
export const flagsOf = ({ creation, application, evaluation, closedOn, investigations }: Dossier): readonly Flag[] => [
  ...(creation?.ended ? (['CYCLE_ENDED'] as const) : []),
  ...(creation?.overdue ? (['OVERDUE'] as const) : []),
  ...(application?.supplementOverdue ? (['SUPPLEMENT_OVERDUE'] as const) : []),
  ...(application?.priority.length ? (['PRIORITY'] as const) : []),
  ...(closedOn === null ? evaluationFlags(evaluation) : []),
  ...(openInvestigation(investigations) ? (['UNDER_INVESTIGATION'] as const) : []),
];
/** 一星而未提醒、责令整改的；整改中的；整改逾期的；是否连续有待裁定的。 */
const evaluationFlags = (evaluation: Evaluation | null): readonly Flag[] => [
  ...(evaluation?.results.some(({ stars, year }) => stars === 1 && !rectificationOf(evaluation, year)) ? (['REMINDER_DUE'] as const) : []),
  ...(evaluation?.rectifications.some(({ accepted }) => !accepted) ? (['RECTIFYING'] as const) : []),
  ...(evaluation?.rectifications.some(({ overdue }) => overdue) ? (['RECTIFICATION_OVERDUE'] as const) : []),
  ...(evaluation?.ambiguous ? (['STREAK_AMBIGUOUS'] as const) : []),
];
export const openInvestigation = (investigations: readonly Investigation[]): Investigation | undefined =>
  investigations.find(({ finding }) => finding === null);
