import { categoryOf, type Instant, type Projection, type RecordedEvent } from '@minglu/kernel';
import { deadlineEffect, dossiers, statusAfter, type Dossier, type DossierEvent, type Status } from '@minglu/dossier';
import { isSameDeadline, type Deadline } from '@minglu/regulation';

/** A deadline as last recorded; `open` is false once it has passed, moved out of use or been ended. */
export interface RecordedDeadline extends Deadline {
  readonly open: boolean;
}

/**
 * 案卷的现状 as read models and histories show it. One fold serves the ministry, the parties and the public: each sees the
 * part that its classification allows, and a version that counts only what it may see.
 */
export interface DossierView {
  readonly streamId: string;
  readonly state: Dossier;
  /** The latest of each kind and subject, in the order in which they were first set. */
  readonly deadlines: readonly RecordedDeadline[];
  /** The status as the public events alone tell it; null while there is none. */
  readonly publicStatus: Status | null;
  /** The status as a party may know it: what is RESTRICTED does not move it. */
  readonly partyStatus: Status;
  readonly versions: { readonly all: number; readonly party: number; readonly public: number };
  readonly openedAt: Instant;
  readonly changedAt: Instant;
  /** Position of the last event in it. */
  readonly position: number;
}

export const dossierProjection: Projection<DossierView, DossierEvent> = {
  name: 'dossiers',
  version: 1,
  key: ({ streamId }) => (categoryOf(streamId) === 'dossier' ? streamId : null),
  apply: (row, recorded) => {
    const { event, metadata, position, streamId } = recorded;
    const state = dossiers.evolve(row?.state ?? dossiers.initial, event);
    const visible = (seen: number | undefined, may: boolean): number => (seen ?? 0) + (may ? 1 : 0);
    const isPublic = metadata.classification === 'PUBLIC';
    return {
      streamId,
      state,
      deadlines: recordedDeadlines(row?.deadlines ?? [], state.deadlines, event),
      partyStatus: metadata.classification === 'RESTRICTED' ? (row?.partyStatus ?? 'NONE') : statusAfter(row?.partyStatus ?? 'NONE', event),
      publicStatus: isPublic ? statusAfter(row?.publicStatus ?? 'NONE', event) : (row?.publicStatus ?? null),
      versions: {
        all: visible(row?.versions.all, true),
        party: visible(row?.versions.party, metadata.classification !== 'RESTRICTED'),
        public: visible(row?.versions.public, isPublic),
      },
      openedAt: row?.openedAt ?? metadata.occurredAt,
      changedAt: metadata.occurredAt,
      position,
    };
  },
};

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

/** The view of a history: what a fold over these events shows. */
export const viewOf = (history: Iterable<RecordedEvent<DossierEvent>>): DossierView | undefined => {
  let row: DossierView | undefined;
  for (const event of history) row = dossierProjection.apply(row, event) ?? undefined;
  return row;
};

/**
 * What was true at `at` as far as it was known by `knownAt`. Both are prefixes of a stream: recorded instants never go
 * back in the log, and a stream's effective instants never go back either.
 */
export const asOf = <E extends RecordedEvent>(history: readonly E[], at: Instant, knownAt: Instant = at): readonly E[] =>
  history.filter(({ recordedAt, metadata }) => recordedAt <= knownAt && metadata.occurredAt <= at);
