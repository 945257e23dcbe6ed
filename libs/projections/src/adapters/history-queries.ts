import { categoryOf, fold, streamId, type Actor, type EventRegistry, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { decodeStored, type EventStore } from '@minglu/event-store';
import {
  campaigns,
  confirmations,
  reports,
  type CampaignEvent,
  type ConfirmationEvent,
  type CorrectionEvent,
  type ReportEvent,
} from '@minglu/reference';
import { campaignWindow } from '../campaign-view.js';
import { correctedView } from '../corrected-view.js';
import { approvedIn, correctionsStream } from '../corrections-view.js';
import { asOf, viewOf, type DossierView } from '../dossier-view.js';
import { titleDays, type ParkTitle } from '../priority.js';
import { reportDeadlines } from '../report-view.js';
import { isVisible, visibilityOf, visibleDossier, type DossierContext, type Visibility, type VisibleDossier } from '../visibility.js';
import { isId } from './ids.js';
import type { Bitemporal, HistoryQueries } from './read-model.js';
import { titledParks } from './titled-parks.js';
import { correctionsShown, visibleEvent, withCorrections } from './visible-event.js';

/** Kinds of claims whose ids a deadline may refer to, beside the id of a case. */
const CLAIM_KINDS = ['publicity', 'title', 'proceeding', 'objection'] as const;

/** Folds the streams of the event log for each question. */
export const historyQueries = (
  log: Pick<EventStore, 'readStream' | 'findClaim' | 'readPublic'>,
  registry: EventRegistry,
): HistoryQueries => {
  const titledParksOf = titledParks(log);
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
  const visibleTo = (viewer: Actor, view: DossierView | undefined, context?: Partial<DossierContext>): VisibleDossier | null =>
    view ? visibleDossier(view, visibilityOf(viewer, view.state), context) : null;

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
  const correctionsOf = async (stream: string, when?: Bitemporal): Promise<readonly RecordedEvent<CorrectionEvent>[]> => {
    const all = await read<RecordedEvent<CorrectionEvent>>(correctionsStream(stream));
    // A correction says how the record should have read from its first day. Only the knowledge of it has a later day.
    return when ? all.filter(({ recordedAt }) => recordedAt <= when.knownAt) : all;
  };
  const corrected = (
    events: readonly RecordedEvent<DossierEvent>[],
    corrections: readonly RecordedEvent<CorrectionEvent>[],
  ): readonly RecordedEvent<DossierEvent>[] =>
    corrections.length === 0 ? events : events.map((event) => withCorrections(event, corrections, registry));

  /** A dossier at the instant as recorded, and its corrections, which change no status and no deadline. */
  const viewAsOf = async (stored: readonly RecordedEvent<DossierEvent>[], when: Bitemporal) => {
    const view = viewOf(asOf(stored, when.at, when.knownAt));
    return view && { view, corrections: approvedIn(await correctionsOf(view.streamId, when)) };
  };
  /** The titles of the parks in the city of a dossier; none for a park. */
  const parkTitles = async ({ subject }: DossierView['state'], when: Bitemporal): Promise<readonly ParkTitle[]> => {
    if (subject?.programme !== 'city') return [];
    const streams = await titledParksOf(subject.cityCode);
    const parks = await Promise.all(streams.map(async (stream) => viewAsOf(await readDossier(stream), when)));
    return parks.flatMap((park) => (park ? titleDays(correctedView(park.view, park.corrections).view) : []));
  };

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
      const found = await viewAsOf(await find(id), when);
      if (!found) return null;
      const { view, corrections } = found;
      const dossier = visibleTo(viewer, view, { corrections, parks: await parkTitles(view.state, when) });
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
