import type { Actor, Bilingual, EventRegistry, Instant, RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { actionsThen, type ActionThen } from './actions.js';
import type { CaseRecord } from './case-record.js';
import { chainOf } from './chain.js';
import type { ApprovedCorrection } from './corrections-view.js';
import type { Change } from './difference.js';
import { sentenceOf } from './difference-words.js';
import type { Bitemporal } from './dossier-view.js';
import { changesBetween, type ReplayFold, type Shown } from './replay-fold.js';
import type { InForce, ReferenceThen } from './reference-then.js';
import { isVisible, standingAt, type DossierContext, type VisibleDossier, type Visibility } from './visibility.js';
import { publicOf, visibleEvent, withCorrections, type VisibleEvent } from './visible-event.js';

type Recorded = RecordedEvent<DossierEvent>;

/** Names one version of a dossier, so that it is found again and cannot be taken for another. */
export interface VersionName {
  /** 1, 2, 3, … over the events that this viewer sees. */
  readonly version: number;
  /** Content hash of the last of them, in hexadecimal. */
  readonly contentHash: string;
  /** Its place in the log; for the ministry alone, since places betray other events. */
  readonly position?: number;
  /** Gives the same answer for ever. */
  readonly link: string;
}

/** A dossier at an instant, as it was known at another, for one viewer of today. */
export interface Replay extends VersionName {
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly dossier: VisibleDossier;
  readonly record: CaseRecord | null;
  readonly actions: readonly ActionThen[];
  /** The last event with its receipt, and its title. */
  readonly event: VisibleEvent;
  readonly title: Bilingual;
  readonly inForce: InForce;
}

/** One step of a dossier: an event with its changes. */
export interface ReplayStep extends VersionName {
  readonly eventId: string;
  readonly type: string;
  readonly title: Bilingual;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly classification: VisibleEvent['classification'];
  /** The status after it; null while this viewer may not know of the dossier. */
  readonly status: VisibleDossier['status'] | null;
  readonly changes: readonly ChangeInWords[];
}
export interface ChangeInWords extends Change {
  readonly sentence: Bilingual;
}

/** The viewer and the sources of one answer. */
export interface ReplayContext {
  readonly viewer: Actor;
  readonly visibility: Visibility;
  readonly when: Bitemporal;
  readonly then: ReferenceThen;
  /** The approved corrections that were known. */
  readonly corrections: readonly ApprovedCorrection[];
  readonly registry: EventRegistry;
  /** The content hash of an event, in hexadecimal. */
  readonly hashOf: (eventId: string) => string;
}

/** An event as it reads with the corrections that were known. */
export const correctedBy = ({
  corrections,
  registry,
}: Pick<ReplayContext, 'corrections' | 'registry'>): ((recorded: Recorded) => Recorded) => {
  const concerned = new Set(corrections.map(({ eventId }) => eventId));
  return (recorded) => (concerned.has(recorded.eventId) ? withCorrections(recorded, corrections, registry) : recorded);
};

export const versionName = (
  recorded: Recorded,
  version: number,
  { visibility, hashOf }: ReplayContext,
  caseId: string,
  when: Bitemporal,
): VersionName => {
  const contentHash = hashOf(recorded.eventId);
  return {
    version,
    contentHash,
    ...(visibility === 'all' ? { position: recorded.position } : {}),
    link: `/dossiers/${caseId}/replay?${new URLSearchParams({ at: when.at, knownAt: when.knownAt, version: String(version), hash: contentHash }).toString()}`,
  };
};

/**
 * The answer at the moment to which a history was folded; null if the viewer may not know of the dossier there.
 *
 * @param history the events that were folded
 */
export const replayAt = (
  folded: ReplayFold,
  history: readonly Recorded[],
  context: ReplayContext,
  outside: Pick<DossierContext, 'parks'> & { readonly confirmedBy: string | null },
): Replay | null => {
  const { viewer, visibility, when, then, corrections, registry } = context;
  const asked = { at: when.at, succession: then.succession };
  const shown = folded.shown({ corrections, parks: outside.parks, settings: then.settings, asked });
  const visible = history.filter((event) => isVisible(visibility, event));
  const last = visible.at(-1);
  const view = folded.view();
  if (!shown || !last || !view) return null;
  const titleOf = (type: string) => registry.definition(type).title;
  const known = visible.map(correctedBy(context)).map((event) => (visibility === 'public' ? publicOf(event) : event));
  const event = visibleEvent(
    correctedBy(context)(last),
    visible.length,
    visibility,
    titleOf(last.event.type),
    outside.confirmedBy,
    chainOf(known.at(-1)!, known, titleOf),
  );
  return {
    at: when.at,
    knownAt: when.knownAt,
    ...versionName(last, visible.length, context, shown.dossier.caseId, when),
    dossier: shown.dossier,
    record: shown.record,
    actions: actionsThen(viewer, shown.dossier, { state: standingAt(view.state, asked), at: when.at }),
    event,
    title: titleOf(last.event.type),
    inForce: visibility === 'public' ? { ...then.inForce, policies: [] } : then.inForce,
  };
};

/** Folds a history and gives the steps of it that are asked for. */
export const stepping = (folded: ReplayFold, caseId: string, context: ReplayContext) => {
  const { visibility, when, then, corrections, registry } = context;
  let version = 0;
  let before: Shown | null = null;
  return {
    /**
     * Adds the next event. Null if the viewer does not see it, or its step is not asked for.
     *
     * @param isAsked tells by the version of the viewer whether its step is asked for
     */
    add: (recorded: Recorded, isAsked: (version: number) => boolean): ReplayStep | null => {
      folded.add(recorded);
      if (!isVisible(visibility, recorded)) return null;
      version += 1;
      // The changes of a step need the state after the step before it.
      if (!isAsked(version) && !isAsked(version + 1)) return null;
      const { event, eventId, metadata, recordedAt } = recorded;
      const { occurredAt, classification } = metadata;
      const shown = folded.shown({ corrections, asked: { at: occurredAt, succession: then.succession } });
      const changes = changesBetween(before, shown);
      before = shown;
      if (!isAsked(version)) return null;
      return {
        ...versionName(recorded, version, context, caseId, { at: occurredAt, knownAt: when.knownAt }),
        eventId,
        type: event.type,
        title: registry.definition(event.type).title,
        occurredAt,
        recordedAt,
        classification,
        status: shown?.dossier.status ?? null,
        changes: changes.map(inWords),
      };
    },
    version: () => version,
  };
};

export const inWords = (change: Change): ChangeInWords => ({ ...change, sentence: sentenceOf(change) });
