import { ownLists, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type Dossier, type DossierEvent } from '@minglu/dossier';
import { caseRecord, type CaseRecord } from './case-record.js';
import { differenceOf, type Change } from './difference.js';
import { viewFold, type DossierView } from './dossier-view.js';
import { isVisible, visibleDossier, type DossierContext, type VisibleDossier, type Visibility } from './visibility.js';
import { shownData } from './visible-event.js';

type Recorded = RecordedEvent<DossierEvent>;

/** A dossier as one audience sees it at a moment. */
export interface Shown {
  readonly dossier: VisibleDossier;
  /** The parts of its chapters, from the events that the audience sees, as they read with their corrections. Null for the public. */
  readonly record: CaseRecord | null;
}

export interface ReplayFold {
  /** Events come in the order of their stream, as they were recorded. */
  readonly add: (recorded: Recorded) => void;
  readonly view: () => DossierView | undefined;
  /** Null while the audience may not know that the dossier exists. */
  readonly shown: (context: Partial<DossierContext>) => Shown | null;
}

/**
 * Folds a history for one audience, event by event.
 *
 * @param corrected an event as it reads with its corrections
 */
export const replayFold = (audience: Visibility, corrected: (recorded: Recorded) => Recorded): ReplayFold => {
  const own = ownLists();
  const addToView = viewFold();
  let view: DossierView | undefined;
  let record: Dossier = dossiers.initial;
  return {
    add: (recorded) => {
      view = addToView(recorded);
      if (audience === 'public' || !isVisible(audience, recorded)) return;
      const { event, metadata } = corrected(recorded);
      record = dossiers.evolve(record, { ...event, data: shownData(audience, event.data, metadata) } as DossierEvent, own);
    },
    view: () => view,
    shown: (context) => {
      const dossier = view ? visibleDossier(view, audience, context) : null;
      return dossier && { dossier, record: audience === 'public' ? null : caseRecord(record) };
    },
  };
};

/** The changes between two moments for one audience. The number of events is no change, and neither is emptiness. */
export const changesBetween = (before: Shown | null, after: Shown | null): readonly Change[] =>
  differenceOf(comparable(before), comparable(after)).filter((change) => !isEmpty(change.before) || !isEmpty(change.after));

const comparable = (shown: Shown | null): object => {
  if (!shown) return {};
  const { caseId: _, version: __, ...dossier } = shown.dossier;
  return { ...dossier, ...shown.record };
};
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
