import { withChanged, withItem, type Day, type Instant, type OwnLists } from '@minglu/kernel';
import type { AccountabilityEvent } from '../accountability/events.js';
import type { Folds } from '../case/folds.js';
import type { DeadlineEvent } from '../deadlines/events.js';
import { publicityEvents, type PublicityEvent } from './events.js';

export type ObjectionOutcome = 'dismissed' | 'standard-unmet' | 'clerical' | 'fraud' | 'withdrawn';

export interface Objection {
  readonly id: string;
  /** Null until it is answered. */
  readonly outcome: ObjectionOutcome | null;
  /** The investigation whose end decides the answer; null if there is none. */
  readonly investigationId: string | null;
  /** Recognises the same person and grounds; absent for objections from before it was kept. */
  readonly matter?: string;
}

export interface Notice {
  readonly id: string;
  readonly caseIds: readonly string[];
  readonly publishedAt: Instant;
  readonly lastDay: Day;
  readonly endsAt: Instant;
  readonly provisional: boolean;
  readonly standing: 'open' | 'closed' | 'voided' | 'denied';
}

export interface Publicity {
  /** The latest notice of this case. */
  readonly notice: Notice;
  /** Earlier notices, latest first. */
  readonly earlier: readonly Notice[];
  /** Objections to the latest notice, with those carried over from notices that it corrects or follows. */
  readonly objections: readonly Objection[];
  /** Ids of clues: objections that came late or anonymous. */
  readonly clues: readonly string[];
}

type PublicityFolds =
  PublicityEvent | Extract<AccountabilityEvent, { type: 'InvestigationOpened' }> | Extract<DeadlineEvent, { type: 'DeadlineRecomputed' }>;

/** The events that this chapter folds, its own and those of other chapters. */
export const publicityFolds: Folds<PublicityFolds> = { ...publicityEvents, InvestigationOpened: true, DeadlineRecomputed: true };

export const evolvePublicity = (state: Publicity | null, { type, data }: PublicityFolds, own?: OwnLists): Publicity | null => {
  switch (type) {
    case 'PublicityStarted': {
      const notice: Notice = {
        id: data.publicityId,
        caseIds: data.caseIds,
        publishedAt: data.publishedAt,
        lastDay: data.deadline.lastDay,
        endsAt: data.deadline.endsAt,
        provisional: data.deadline.provisional,
        standing: 'open',
      };
      return {
        notice,
        earlier: state ? [state.notice, ...state.earlier] : [],
        objections: carriedOver(state, data.corrects),
        clues: state?.clues ?? [],
      };
    }
    case 'PublicityVoided':
      return withNotice(state, { standing: 'voided' });
    case 'PublicityClosed':
      return withNotice(state, { standing: 'closed' });
    case 'ConferralDenied':
      return withNotice(state, { standing: 'denied' });
    case 'ObjectionFiled':
      return (
        state && {
          ...state,
          objections: withItem(
            state.objections,
            { id: data.objectionId, outcome: null, investigationId: null, ...(data.matter === undefined ? {} : { matter: data.matter }) },
            own,
          ),
        }
      );
    case 'ObjectionResolved':
      return withObjection(state, data.objectionId, { outcome: data.outcome === 'dismissed' ? 'dismissed' : data.category }, own);
    case 'ObjectionWithdrawn':
      return withObjection(state, data.objectionId, { outcome: 'withdrawn' }, own);
    case 'InvestigationOpened':
      return [data.objectionId ?? [], data.alsoObjectionIds ?? []]
        .flat()
        .reduce((now, id) => withObjection(now, id, { investigationId: data.investigationId }, own), state);
    case 'ClueRecorded':
      return state && { ...state, clues: withItem(state.clues, data.clueId, own) };
    case 'DeadlineRecomputed': {
      const { kind, lastDay, endsAt, provisional } = data.deadline;
      return kind === 'publicity-window' ? withNotice(state, { lastDay, endsAt, provisional }) : state;
    }
  }
};

/**
 * The objections that a new notice takes over. A corrected one no longer has its clerical error. After a notice that was withdrawn,
 * those that are open or still decide; after a denial, none.
 */
const carriedOver = (state: Publicity | null, corrects: string | null): readonly Objection[] => {
  if (!state) return [];
  if (corrects !== null) return state.objections.filter(({ outcome }) => outcome !== 'clerical');
  return state.notice.standing === 'voided' ? state.objections.filter(({ outcome }) => outcome === null || DECIDING.includes(outcome)) : [];
};
const DECIDING: readonly ObjectionOutcome[] = ['standard-unmet', 'fraud'];

const withNotice = (state: Publicity | null, change: Partial<Notice>): Publicity | null =>
  state && { ...state, notice: { ...state.notice, ...change } };
const withObjection = (state: Publicity | null, id: string, change: Partial<Objection>, own?: OwnLists): Publicity | null =>
  state && { ...state, objections: withChanged(state.objections, id, (objection) => ({ ...objection, ...change }), own) };
