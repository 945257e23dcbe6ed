import type { Day, Static } from '@minglu/kernel';
import type { Deadline, Material } from '@minglu/regulation';
import type { AccountabilityEvent } from '../accountability/events.js';
import type { Folds } from '../case/folds.js';
import { applicationEvents, type ApplicationEvent, type priorityGround } from './events.js';

/** The state of an application. Null for a dossier that began otherwise: by a memorandum of 2017 or a pilot. */
export interface Application {
  readonly campaignId: string;
  readonly workingBody: string;
  readonly consented: boolean;
  /** The cases of priority (优先创建) in the latest note of the ministry. */
  readonly priority: readonly Static<typeof priorityGround>[];
  readonly materials: readonly Material[];
  readonly supplementsRequested: number;
  readonly supplementOverdue: boolean;
  /** How long the ministry waits for the supplement that it asked for last; null where the record does not say. */
  readonly supplementUntil: Deadline | null;
  readonly indicatorVersion: string | null;
  readonly submittedOn: Day | null;
  /** The day on which the application of a park reached the ministry; null before, or where the record does not say. */
  readonly receivedOn: Day | null;
  readonly passedOn: Day | null;
}

type ApplicationFolds = ApplicationEvent | Extract<AccountabilityEvent, { type: 'DocumentServed' }>;

/** The events that this chapter folds, its own and one of another chapter. */
export const applicationFolds: Folds<ApplicationFolds> = { ...applicationEvents, DocumentServed: true };

export const evolveApplication = (state: Application | null, { type, data }: ApplicationFolds): Application | null => {
  switch (type) {
    case 'ApplicationOpened':
      return {
        campaignId: data.campaignId,
        workingBody: data.workingBody,
        consented: false,
        priority: [],
        materials: [],
        supplementsRequested: 0,
        supplementOverdue: false,
        supplementUntil: null,
        indicatorVersion: null,
        submittedOn: null,
        receivedOn: null,
        passedOn: null,
      };
    case 'ConsentNotApplicable':
    case 'ProvincialConsentGranted':
      return data.purpose === 'application' && state ? { ...state, consented: true } : state;
    case 'ApplicationSubmitted':
      return state && { ...state, materials: data.materials, indicatorVersion: data.indicatorVersion, submittedOn: data.submittedOn };
    case 'SupplementRequested':
      return (
        state && {
          ...state,
          supplementsRequested: state.supplementsRequested + 1,
          supplementUntil: data.deadline ?? data.period ?? null,
        }
      );
    case 'DocumentServed':
      return state && data.period ? { ...state, supplementUntil: data.period } : state;
    case 'SupplementSubmitted':
      return state && { ...state, materials: [...state.materials, ...data.materials], supplementOverdue: false };
    case 'SupplementOverdue':
      return state && { ...state, supplementOverdue: true };
    case 'FormalReviewPassed':
      return state && { ...state, passedOn: data.passedOn, supplementOverdue: false };
    case 'FormalReviewRejected':
    case 'ApplicationWithdrawn':
    case 'ApplicationClosed':
      return state && { ...state, supplementOverdue: false };
    case 'WorkingBodyChanged':
      return state && { ...state, workingBody: data.workingBody };
    case 'PriorityNoted':
      return state && { ...state, priority: data.grounds };
    case 'SummaryTableSubmitted':
      return state && { ...state, receivedOn: data.receivedOn ?? null };
    case 'ProvincialConsentRefused':
    case 'AuthorityOpinionRecorded':
      return state;
  }
};
