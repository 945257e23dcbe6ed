import { categoryOf, fold, streamId, type Actor, type Bilingual, type EventRegistry, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { decodeStored, type EventStore } from '@minglu/event-store';
import {
  campaigns,
  confirmations,
  correctionsIn,
  reports,
  withCorrection,
  type CampaignEvent,
  type ConfirmationEvent,
  type CorrectionEvent,
  type ReportEvent,
} from '@minglu/reference';
import { campaignWindow } from '../campaign-view.js';
import { asOf, viewOf, type DossierView } from '../dossier-view.js';
import { receiptOf } from '../receipt.js';
import { reportDeadlines } from '../report-view.js';
import { isVisible, visibilityOf, visibleDossier, type Visibility, type VisibleDossier } from '../visibility.js';
import { isId } from './ids.js';
import type { Bitemporal, HistoryQueries, VisibleEvent } from './read-model.js';

/** Kinds of claims whose ids a deadline may refer to, beside the id of a case. */
const CLAIM_KINDS = ['publicity', 'title', 'proceeding', 'objection'] as const;

/** Folds the streams of the event log for each question. */
export const historyQueries = (log: Pick<EventStore, 'readStream' | 'findClaim'>, registry: EventRegistry): HistoryQueries => {
  const read = async <E extends RecordedEvent>(stream: string): Promise<readonly E[]> =>
    (await log.readStream(stream)).map((stored) => decodeStored(stored, registry) as E);
  const readDossier = (stream: string) => read<RecordedEvent<DossierEvent>>(stream);
  const streamOf = (caseId: string): string => `${dossiers.name}/${caseId}`;

  /** The events of a dossier. The id of a case goes first: a title may have the id of another case. */
  const find = async (id: string): Promise<readonly RecordedEvent<DossierEvent>[]> => {
    if (!isId(id)) return [];
    const own = await readDossier(streamOf(id));
    if (own.length > 0) return own;
    const holder = await log.findClaim('title', id);
    return holder ? readDossier(holder.streamId) : [];
  };
  const visibleTo = (viewer: Actor, view: DossierView | undefined): VisibleDossier | null =>
    view ? visibleDossier(view, visibilityOf(viewer, view.state)) : null;

  /** All dossiers that may have a deadline of this id. A notice (公示) concerns all cases that it names. */
  const findConcerned = async (of: string): Promise<readonly (readonly RecordedEvent<DossierEvent>[])[]> => {
    const holders = await Promise.all(CLAIM_KINDS.map((kind) => log.findClaim(kind, of)));
    const streams = new Set(
      [streamOf(of), ...holders.flatMap((holder) => holder?.streamId ?? [])].filter((stream) => categoryOf(stream) === dossiers.name),
    );
    const holding = await Promise.all([...streams].map(readDossier));
    const others = holding
      .flat()
      .flatMap(({ event }) => (event.type === 'PublicityStarted' && event.data.publicityId === of ? event.data.caseIds.map(streamOf) : []))
      .filter((stream) => !streams.has(stream));
    return [...holding, ...(await Promise.all([...new Set(others)].map(readDossier)))].filter((events) => events.length > 0);
  };

  /** The approved corrections of the events of a stream, oldest first. */
  const correctionsOf = async (stream: string | undefined, when?: Bitemporal): Promise<readonly RecordedEvent<CorrectionEvent>[]> => {
    if (stream === undefined) return [];
    const { category, id } = correctionsIn(stream);
    const all = await read<RecordedEvent<CorrectionEvent>>(streamId(category, id));
    // A correction says how the record should have read from its first day. Only the knowledge of it has a later day.
    return when ? all.filter(({ recordedAt }) => recordedAt <= when.knownAt) : all;
  };
  /** The events as they read with their corrections. A value that the event's schema does not allow changes no event. */
  const corrected = (
    events: readonly RecordedEvent<DossierEvent>[],
    corrections: readonly RecordedEvent<CorrectionEvent>[],
  ): readonly RecordedEvent<DossierEvent>[] =>
    corrections.length === 0 ? events : events.map((event) => withCorrections(event, corrections, registry));

  /** The second person who confirmed a single-handed act; null while there is none. */
  const confirmation = async (
    { event, eventId }: RecordedEvent<DossierEvent>,
    visibility: Visibility,
    when?: Bitemporal,
  ): Promise<string | null> => {
    if (visibility !== 'all' || !('singleHanded' in event.data)) return null;
    const confirmed = await read<RecordedEvent<ConfirmationEvent>>(streamId(confirmations, eventId));
    return fold(
      confirmations,
      (when ? asOf(confirmed, when.at, when.knownAt) : confirmed).map((one) => one.event),
    );
  };

  return {
    dossier: async (viewer, id, when) => {
      const events = asOf(await find(id), when.at, when.knownAt);
      const dossier = visibleTo(viewer, viewOf(corrected(events, await correctionsOf(events[0]?.streamId, when))));
      // The id of a title does not exist before the title is conferred.
      return dossier && (dossier.caseId === id || dossier.titleId === id) ? dossier : null;
    },
    history: async (viewer, id, when) => {
      const all = await find(id);
      const now = viewOf(all);
      if (!now || !visibleTo(viewer, now)) return null;
      const visibility = visibilityOf(viewer, now.state);
      const visible = (when ? asOf(all, when.at, when.knownAt) : all).filter((event) => isVisible(visibility, event));
      const confirmedBy = await Promise.all(visible.map((event) => confirmation(event, visibility, when)));
      const corrections = await correctionsOf(all[0]!.streamId, when);
      return corrected(visible, corrections).map((event, index) => ({
        ...visibleEvent(event, index + 1, visibility, registry.definition(event.event.type).title, confirmedBy[index]!),
        ...correctionsShown(visible[index]!, corrections, visibility),
      }));
    },
    deadlines: async (viewer, of, when) => {
      if (!isId(of)) return [];
      const campaign = await read<RecordedEvent<CampaignEvent>>(`${campaigns.name}/${of}`);
      if (campaign.length > 0) {
        const state = fold(
          campaigns,
          asOf(campaign, when.at, when.knownAt).map(({ event }) => event),
        );
        return state ? [campaignWindow(state)] : [];
      }
      const report = fold(
        reports,
        asOf(await read<RecordedEvent<ReportEvent>>(streamId(reports, of)), when.at, when.knownAt).map(({ event }) => event),
      );
      if (report) return reportDeadlines(viewer, report);
      const views = (await findConcerned(of)).map((events) => visibleTo(viewer, viewOf(asOf(events, when.at, when.knownAt))));
      return views
        .flatMap((view) => (view ? [view] : []))
        .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
        .flatMap(({ deadlines }) => deadlines.filter((deadline) => deadline.of === of));
    },
  };
};

/** The corrections of an event, in the order of their approval. */
const correctionsTo = ({ eventId }: RecordedEvent, corrections: readonly RecordedEvent<CorrectionEvent>[]) =>
  corrections.flatMap(({ event, recordedAt }) =>
    event.type === 'RecordCorrected' && event.data.targetEventId.toLowerCase() === eventId ? [{ ...event.data, recordedAt }] : [],
  );

const withCorrections = (
  recorded: RecordedEvent<DossierEvent>,
  corrections: readonly RecordedEvent<CorrectionEvent>[],
  registry: EventRegistry,
): RecordedEvent<DossierEvent> => {
  let { event } = recorded;
  for (const correction of correctionsTo(recorded, corrections)) {
    if (!('value' in correction)) continue;
    const data = withCorrection(event.data, correction.field, correction.value);
    if (registry.decoder(event.type)(data)) event = { ...event, data } as DossierEvent;
  }
  return event === recorded.event ? recorded : { ...recorded, event };
};

/** The history of the corrected fields of an event, for a viewer who sees the event; nothing if none was corrected. */
const correctionsShown = (
  recorded: RecordedEvent<DossierEvent>,
  corrections: readonly RecordedEvent<CorrectionEvent>[],
  visibility: Visibility,
) => {
  const own = correctionsTo(recorded, corrections);
  if (own.length === 0) return {};
  const shown = own.map(({ correctionId, field, value, recordedAt }) => ({
    correctionId,
    field,
    ...(value === undefined ? {} : { value }),
    correctedAt: recordedAt,
  }));
  return { corrections: shown, recorded: dataFor(visibility, recorded.event.data) };
};

/** An event as a viewer sees it. Outside the ministry it has no position, no stream version and no person. */
const visibleEvent = (
  { event, eventId, metadata, recordedAt, position, streamVersion }: RecordedEvent<DossierEvent>,
  version: number,
  visibility: Visibility,
  title: Bilingual,
  confirmedBy: string | null,
): VisibleEvent => ({
  version,
  eventId,
  type: event.type,
  data: dataFor(visibility, event.data),
  occurredAt: metadata.occurredAt,
  recordedAt,
  legalBasis: metadata.legalBasis,
  rulePackage: metadata.rulePackage,
  calendarVersion: metadata.calendarVersion,
  classification: metadata.classification,
  actor: visibility === 'all' ? metadata.actor : { role: metadata.actor.role, org: metadata.actor.org },
  receipt: receiptOf(event, metadata, title, visibility, confirmedBy),
  ...(visibility === 'all'
    ? { position, streamVersion, commandId: metadata.commandId, correlationId: metadata.correlationId, causationId: metadata.causationId }
    : {}),
});

/** Some events name the person who acted, or lack a second one. Only the ministry sees that. */
const OF_THE_MINISTRY = ['servedBy', 'closedBy', 'singleHanded', 'approvedBy'];
const dataFor = (visibility: Visibility, data: DossierEvent['data']): DossierEvent['data'] =>
  visibility === 'all' ? data : withoutPersons(data);
const withoutPersons = (data: DossierEvent['data']): DossierEvent['data'] =>
  Object.fromEntries(Object.entries(data).filter(([field]) => !OF_THE_MINISTRY.includes(field))) as DossierEvent['data'];
