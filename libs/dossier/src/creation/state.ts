import type { Day } from '@minglu/kernel';
import type { Deadline, Figure } from '@minglu/regulation';
import type { AccountabilityEvent } from '../accountability/events.js';
import type { ApplicationEvent } from '../application/events.js';
import type { PublicityEvent } from '../publicity/events.js';
import type { ReviewEvent } from '../review/events.js';
import type { Folds } from '../case/folds.js';
import type { DeadlineEvent } from '../deadlines/events.js';
import { creationEvents, isDisclosed, type CreationEvent } from './events.js';

interface SelfAssessment {
  readonly indicatorVersion: string | null;
  readonly figures: readonly Figure[];
  /** The day on which it was submitted; null where the record does not say. */
  readonly assessedOn: Day | null;
}

export interface Creation {
  readonly startDate: Day;
  /** Current last day of the cycle; null if no cycle is counted. */
  readonly cycleEnd: Day | null;
  /** The cycle by the Measure or by a shortening; an extension leaves it as it is. Null where none is counted. */
  readonly cycle: Deadline | null;
  /** CreationCycleEnded was recorded for this cycle. */
  readonly ended: boolean;
  readonly overdue: boolean;
  /** The day of the last progress report; null without one. */
  readonly lastReportOn: Day | null;
  /** A review has been requested in this cycle: neither flag is raised again. */
  readonly reviewRequested: boolean;
  /** The requested last day, until the ministry has decided. */
  readonly shorteningRequested: Day | null;
  readonly selfAssessment: SelfAssessment | null;
  readonly reviewConsent: boolean;
  /** The indicator system pinned when the review was requested. */
  readonly indicatorVersion: string | null;
  /** The campaign in which the review was requested. */
  readonly reviewCampaignId: string | null;
  /** The public was told of its start. */
  readonly disclosed: boolean;
}

const started = (startDate: Day, cycle: Deadline | null, disclosed = true): Creation => ({
  startDate,
  cycleEnd: cycle?.lastDay ?? null,
  cycle,
  ended: false,
  overdue: false,
  lastReportOn: null,
  reviewRequested: false,
  shorteningRequested: null,
  selfAssessment: null,
  reviewConsent: false,
  indicatorVersion: null,
  reviewCampaignId: null,
  disclosed,
});

/** A shortening of an extended cycle may still end after the three years. */
const earlier = (cycle: Deadline | null, shortened: Deadline): Deadline => (cycle && cycle.lastDay < shortened.lastDay ? cycle : shortened);

type CreationFolds =
  | CreationEvent
  | Extract<ApplicationEvent, { type: 'ProvincialConsentGranted' | 'ConsentNotApplicable' | 'ApplicationWithdrawn' }>
  | Extract<AccountabilityEvent, { type: 'QualificationCancelled' }>
  | Extract<ReviewEvent, { type: 'ReviewConcluded' }>
  | Extract<PublicityEvent, { type: 'ConferralDenied' }>
  | DeadlineEvent;

/** The events that this chapter folds, its own and those of other chapters. */
export const creationFolds: Folds<CreationFolds> = {
  ...creationEvents,
  ProvincialConsentGranted: true,
  ConsentNotApplicable: true,
  ApplicationWithdrawn: true,
  QualificationCancelled: true,
  ReviewConcluded: true,
  ConferralDenied: true,
  DeadlineRecomputed: true,
  DecisionTookEffect: true,
};

export const evolveCreation = (state: Creation | null, { type, data }: CreationFolds): Creation | null => {
  switch (type) {
    case 'LegacyCreationImported':
      return started(data.startDate, data.deadline);
    case 'CreationStarted':
      return started(data.startDate, data.deadline, isDisclosed(data.disclosureMode));
    case 'DecisionTookEffect':
      return state && data.decision === 'CreationStarted'
        ? { ...state, cycleEnd: data.deadline?.lastDay ?? null, cycle: data.deadline }
        : state;
    case 'PilotParkImported':
      return started(data.startDate, null);
    case 'ProvincialConsentGranted':
    case 'ConsentNotApplicable':
      return state && data.purpose === 'review' ? { ...state, reviewConsent: true } : state;
    case 'CycleShorteningRequested':
      return state && { ...state, shorteningRequested: data.newCycleEnd };
    case 'CycleShorteningApproved':
      return state && { ...state, shorteningRequested: null, cycleEnd: data.deadline.lastDay, cycle: earlier(state.cycle, data.deadline) };
    case 'CycleShorteningRefused':
      return state && { ...state, shorteningRequested: null };
    case 'CreationCycleExtended':
      return state && { ...state, cycleEnd: data.deadline.lastDay, ended: false, overdue: false, reviewRequested: false };
    case 'CreationCycleEnded':
      return state && { ...state, ended: true };
    case 'CreationCycleOverdue':
      return state && { ...state, overdue: true };
    case 'SelfAssessmentSubmitted':
      return (
        state && {
          ...state,
          selfAssessment: { indicatorVersion: data.indicatorVersion, figures: data.figures, assessedOn: data.assessedOn ?? null },
          reviewConsent: state.reviewConsent && !data.voidsConsent,
        }
      );
    case 'ReviewRequested':
      return (
        state && {
          ...state,
          reviewRequested: true,
          ended: false,
          overdue: false,
          shorteningRequested: null,
          indicatorVersion: data.indicatorVersion,
          reviewCampaignId: data.campaignId ?? null,
        }
      );
    // After a failed review the self-assessment and the consent must be given again.
    case 'ReviewConcluded':
      return state && data.conclusion === 'fail' ? { ...state, selfAssessment: null, reviewConsent: false } : state;
    case 'ConferralDenied':
      return state && { ...state, selfAssessment: null, reviewConsent: false };
    case 'CreationEnded':
    case 'PilotClosed':
    case 'QualificationCancelled':
    case 'ApplicationWithdrawn':
      return state && { ...state, ended: false, overdue: false };
    case 'ProgressReported':
      return state && { ...state, lastReportOn: data.reportedOn ?? state.lastReportOn };
    case 'DeadlineRecomputed':
      return state && data.deadline.kind === 'creation-cycle' ? { ...state, cycleEnd: data.deadline.lastDay } : state;
    case 'TargetBreakdownFiled':
    case 'SupervisionRecorded':
      return state;
  }
};

/** The creation of a dossier in CREATING or a later status. Throws otherwise. */
export const creationOf = ({ creation }: { readonly creation: Creation | null }): Creation => {
  if (!creation) throw new Error('a dossier in creation has a creation');
  return creation;
};
