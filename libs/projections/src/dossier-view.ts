import { categoryOf, ownLists, type Instant, type OwnLists, type Projection, type RecordedEvent } from '@minglu/kernel';
import {
  deadlineEffect,
  dossiers,
  isQuiet,
  isUndoable,
  quietDeadlines,
  statusAfter,
  type Dossier,
  type DossierEvent,
  type Status,
} from '@minglu/dossier';
import { isSameDeadline, type Deadline } from '@minglu/regulation';
import { plansAfter, type FiledPlans } from './plan-view.js';
import { sourcesAfter, type Source } from './sources.js';
import { objectionsAfter, stepsAfter, type ObjectionOutcome, type Step } from './steps.js';
import { termsAfter, type Term } from './terms.js';
import { titleFactsAfter, type TitleFacts } from './title-facts.js';

/** A deadline as last recorded. `open` is false once it has passed, was replaced or was ended; a quiet one stays open when it passes. */
export interface RecordedDeadline extends Deadline {
  readonly open: boolean;
}

/** The first and the last instant, and the last position, of the events of a dossier that an audience sees. */
interface Seen {
  readonly openedAt: Instant;
  readonly changedAt: Instant;
  readonly position: number;
}

/**
 * The state of a dossier (案卷) for the read model and for histories. One fold serves the ministry, the parties and the public.
 * Each of them sees the part that the classification allows, and a version that counts only the events that it may see.
 */
export interface DossierView {
  readonly streamId: string;
  readonly state: Dossier;
  /** The last deadline of each kind and subject, in the order in which they were first set. */
  readonly deadlines: readonly RecordedDeadline[];
  /** The status that follows from the public events alone; null while there are none. */
  readonly publicStatus: Status | null;
  /** By type of a public decision that can be set aside, the public status before it (decisions 33). Absent until there is one. */
  readonly publicBefore?: Readonly<Record<string, Status>>;
  /** The status that a party may know: RESTRICTED events do not change it. */
  readonly partyStatus: Status;
  readonly versions: { readonly all: number; readonly party: number; readonly public: number };
  /** The plans as filed; absent until one is. */
  readonly plans?: FiledPlans;
  /** The events whose fields the view shows, oldest first. Their corrections are applied when it is read. Absent in rows of older services. */
  readonly sources?: readonly Source[];
  /** By which a list finds the dossier. Absent in rows of older services. */
  readonly terms?: readonly Term[];
  /** The events that each audience sees, from the first to the last; null before the first. Absent in rows of older services. */
  readonly seen?: Readonly<Record<'all' | 'party' | 'public', Seen | null>>;
  /** The title by the events that each audience sees. Absent in rows of older services. */
  readonly titleFacts?: Readonly<Record<'all' | 'party' | 'public', TitleFacts | null>>;
  /** The stays in each status, for the ministry and as the public learns of them. Absent in rows of older services. */
  readonly steps?: { readonly all: readonly Step[]; readonly public: readonly Step[] };
  /** The outcome of each objection, for the ministry alone. Absent without one, and in rows of older services. */
  readonly objections?: Readonly<Record<string, ObjectionOutcome>>;
  readonly openedAt: Instant;
  readonly changedAt: Instant;
  /** Position of the last event that was folded. */
  readonly position: number;
}

export const dossierProjection: Projection<DossierView, DossierEvent> = {
  name: 'dossiers',
  version: 1,
  key: ({ streamId }) => (categoryOf(streamId) === 'dossier' ? streamId : null),
  apply: (row, recorded) => viewAfter(row, recorded, objectionsAfter),
};

const NONE: Readonly<Record<string, ObjectionOutcome>> = {};

/**
 * @param outcomesAfter the outcomes of the objections after an event
 * @param own the lists that a fold of many events owns
 */
const viewAfter = (
  row: DossierView | undefined,
  recorded: RecordedEvent<DossierEvent>,
  outcomesAfter: typeof objectionsAfter,
  own?: OwnLists,
): DossierView => {
  const { event, metadata, position, streamId } = recorded;
  const state = dossiers.evolve(row?.state ?? dossiers.initial, event, own);
  const count = (before: number | undefined, isVisible: boolean): number => (before ?? 0) + (isVisible ? 1 : 0);
  const isPublic = metadata.classification === 'PUBLIC';
  const seenBy = (before: Seen | null | undefined, isVisible: boolean): Seen | null =>
    isVisible ? { openedAt: before?.openedAt ?? metadata.occurredAt, changedAt: metadata.occurredAt, position } : (before ?? null);
  const titleBy = (before: TitleFacts | null | undefined, isVisible: boolean): TitleFacts | null =>
    isVisible ? titleFactsAfter(before ?? null, recorded) : (before ?? null);
  const forParties = metadata.classification !== 'RESTRICTED';
  const publicBefore =
    isPublic && isUndoable(event.type) ? { ...row?.publicBefore, [event.type]: row?.publicStatus ?? ('NONE' as const) } : row?.publicBefore;
  const publicStatus = isPublic ? publicStatusAfter(row, event) : (row?.publicStatus ?? null);
  const objections = outcomesAfter(row?.objections ?? NONE, event);
  const plans = plansAfter(row?.plans, event, metadata.occurredAt);
  return {
    streamId,
    state,
    deadlines: allDeadlines(row, state, event),
    partyStatus: forParties ? statusAfter(row?.partyStatus ?? 'NONE', event) : (row?.partyStatus ?? 'NONE'),
    publicStatus,
    ...(publicBefore ? { publicBefore } : {}),
    versions: {
      all: count(row?.versions.all, true),
      party: count(row?.versions.party, forParties),
      public: count(row?.versions.public, isPublic),
    },
    ...(plans ? { plans } : {}),
    sources: sourcesAfter(row?.sources ?? [], recorded),
    terms: termsAfter(row?.terms ?? [], recorded),
    seen: {
      all: seenBy(row?.seen?.all, true),
      party: seenBy(row?.seen?.party, forParties),
      public: seenBy(row?.seen?.public, isPublic),
    },
    steps: {
      all: stepsAfter(row?.steps?.all ?? [], state.status, metadata.occurredAt),
      public: publicStatus === null ? [] : stepsAfter(row?.steps?.public ?? [], publicly(publicStatus), metadata.occurredAt),
    },
    // To count the keys of so many would take as long as to copy them.
    ...(objections === NONE ? {} : { objections }),
    titleFacts: {
      all: titleFactsAfter(row?.titleFacts?.all ?? null, recorded),
      party: titleBy(row?.titleFacts?.party, forParties),
      public: titleBy(row?.titleFacts?.public, isPublic),
    },
    openedAt: row?.openedAt ?? metadata.occurredAt,
    changedAt: metadata.occurredAt,
    position,
  };
};

/** The recorded deadlines, then the quiet ones. The same list if no event changed any: the projector then writes none. */
const allDeadlines = (row: DossierView | undefined, state: Dossier, event: DossierEvent): readonly RecordedDeadline[] => {
  const before = row?.deadlines ?? [];
  const recorded = recordedDeadlines(before, state.deadlines, event);
  const same = recorded === before && row?.state.proceedings === state.proceedings && row.state.papers === state.papers;
  return same ? before : [...recorded.filter((one) => !isQuiet(one)), ...quietDeadlines(state)];
};

/** The status for the public, which does not learn whether anybody objected (decisions 39). */
export const publicly = (status: Status): Status | 'PUBLICITY_ENDED' =>
  status === 'OBJECTION_CHECK' || status === 'CLEARED' ? 'PUBLICITY_ENDED' : status;

/** After a decision was set aside, the public sees the status that it saw before: the inner one may never have been public. */
const publicStatusAfter = (row: DossierView | undefined, event: DossierEvent): Status =>
  event.type === 'DecisionSetAside'
    ? (row?.publicBefore?.[event.data.decision] ?? 'NONE')
    : statusAfter(row?.publicStatus ?? 'NONE', event);

const recordedDeadlines = (
  before: readonly RecordedDeadline[],
  open: readonly Deadline[],
  event: DossierEvent,
): readonly RecordedDeadline[] => {
  const effect = deadlineEffect(event);
  if (!effect) return before;
  const isOpen = (one: Deadline): boolean => open.some((other) => isSameDeadline(one, other));
  const known = 'set' in effect && before.some((one) => isSameDeadline(one, effect.set));
  const all =
    'set' in effect
      ? known
        ? before.map((one) => (isSameDeadline(one, effect.set) ? effect.set : one))
        : [...before, effect.set]
      : before;
  return all.map((one) => ({ ...one, open: isOpen(one) }));
};

/**
 * Folds a history event by event. A view is good until the next event: the objections in it then change in place. A copy for each of many
 * would take the square of their number.
 */
export const viewFold = (): ((event: RecordedEvent<DossierEvent>) => DossierView) => {
  let row: DossierView | undefined;
  const own = ownLists();
  const outcomes: Record<string, ObjectionOutcome> = {};
  const add: typeof objectionsAfter = (before, event) => {
    const added = objectionsAfter(NONE, event);
    return added === NONE ? before : Object.assign(outcomes, added);
  };
  return (event) => (row = viewAfter(row, event, add, own));
};

/** Folds a history; undefined for an empty one. */
export const viewOf = (history: Iterable<RecordedEvent<DossierEvent>>): DossierView | undefined => {
  const add = viewFold();
  let row: DossierView | undefined;
  for (const event of history) row = add(event);
  return row;
};

/** A question about the past: the state in effect at `at`, from the events recorded by `knownAt`. */
export interface Bitemporal {
  readonly at: Instant;
  readonly knownAt: Instant;
}

/**
 * The events that had taken effect at `at` and were recorded by `knownAt`. The result is a prefix of the stream:
 * neither the recorded instants of the log nor the effective instants of a stream ever decrease.
 */
export const asOf = <E extends RecordedEvent>(history: readonly E[], at: Instant, knownAt: Instant = at): readonly E[] =>
  history.filter(({ recordedAt, metadata }) => recordedAt <= knownAt && metadata.occurredAt <= at);
