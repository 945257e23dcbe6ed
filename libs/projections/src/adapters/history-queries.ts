import { categoryOf, dayOf, fold, streamId, type EventRegistry, type Instant, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type Dossier, type DossierEvent } from '@minglu/dossier';
import { decodeStored, logWithin, type EventStore } from '@minglu/event-store';
import {
  campaigns,
  confirmations,
  reports,
  succession,
  successions,
  type CampaignEvent,
  type ConfirmationEvent,
  type CorrectionEvent,
  type ReportEvent,
  type SuccessionEvent,
} from '@minglu/reference';
import { campaignWindow } from '../campaign-view.js';
import { chainOf } from '../chain.js';
import { correctedView } from '../corrected-view.js';
import { approvedIn, correctionsStream, type ApprovedCorrection } from '../corrections-view.js';
import { asOf, viewOf } from '../dossier-view.js';
import { titleDays, type ParkTitle } from '../priority.js';
import { reportDeadlines } from '../report-view.js';
import { inOneCity } from '../territory.js';
import { dossierFor, isVisible, visibilityNow, visibleDossier, type Moment, type Visibility } from '../visibility.js';
import { isId } from './ids.js';
import type { Bitemporal, HistoryPart, HistoryQueries } from './read-model.js';
import { titledParks } from './titled-parks.js';
import { correctionsShown, publicOf, visibleEvent, withCorrections } from './visible-event.js';

/** Kinds of claims whose ids a deadline may refer to, beside the id of a case. */
const CLAIM_KINDS = ['publicity', 'title', 'proceeding', 'objection'] as const;

/** Events of a stream that are read and decoded at a time. */
const CHUNK = 500;
const WHOLE: HistoryPart = { after: 0, limit: Number.MAX_SAFE_INTEGER };

/** Folds the streams of the event log for each question. */
export const historyQueries = (
  log: Pick<EventStore, 'readStream' | 'findClaim' | 'readPublic' | 'within'>,
  registry: EventRegistry,
  clock: () => Instant,
): HistoryQueries => {
  const parks = titledParks(log);
  const asking = (signal?: AbortSignal) => {
    const own = logWithin(log, signal);
    return questions(own, () => parks(own), registry, clock);
  };
  return {
    dossier: (viewer, id, when, signal) => asking(signal).dossier(viewer, id, when),
    history: (viewer, id, when, signal, part) => asking(signal).history(viewer, id, when, signal, part),
    deadlines: (viewer, of, when, signal) => asking(signal).deadlines(viewer, of, when),
  };
};

/** The questions of one request. */
const questions = (
  log: Pick<EventStore, 'readStream' | 'findClaim'>,
  titledParksOf: ReturnType<typeof titledParks>,
  registry: EventRegistry,
  clock: () => Instant,
): HistoryQueries => {
  /** In chunks: a long history must not hold up other callers while it is decoded. */
  const read = async <E extends RecordedEvent>(stream: string): Promise<readonly E[]> => {
    const events: E[] = [];
    for (let isFull = true; isFull;) {
      const chunk = await log.readStream(stream, events.length, events.length + CHUNK);
      for (const stored of chunk) events.push(decodeStored(stored, registry) as E);
      isFull = chunk.length === CHUNK;
    }
    return events;
  };
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
  /** The divisions and parks of today, and as of a point of the past. A change counts from its own day; only the knowledge of it is recorded. */
  const moments = async (when?: Bitemporal): Promise<{ readonly now: Moment; readonly asked: Moment }> => {
    const changes = await read<RecordedEvent<SuccessionEvent>>(streamId(successions, succession.id));
    const known = (by?: Instant) =>
      fold(
        successions,
        changes.flatMap(({ event, recordedAt }) => (by === undefined || recordedAt <= by ? [event] : [])),
      );
    const now = { at: clock(), succession: known() };
    return { now, asked: when ? { at: when.at, succession: known(when.knownAt) } : now };
  };

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
  const correctionsOf = async (stream: string, when?: Bitemporal): Promise<readonly ApprovedCorrection[]> => {
    const all = await read<RecordedEvent<CorrectionEvent>>(correctionsStream(stream));
    // A correction says how the record should have read from its first day. Only the knowledge of it has a later day.
    return approvedIn(when ? all.filter(({ recordedAt }) => recordedAt <= when.knownAt) : all);
  };
  const corrected = (
    events: readonly RecordedEvent<DossierEvent>[],
    corrections: readonly ApprovedCorrection[],
  ): readonly RecordedEvent<DossierEvent>[] =>
    corrections.length === 0 ? events : events.map((event) => withCorrections(event, corrections, registry));

  /** A dossier at the instant as recorded, and its corrections, which change no status and no deadline. */
  const viewAsOf = async (stored: readonly RecordedEvent<DossierEvent>[], when: Bitemporal) => {
    const view = viewOf(asOf(stored, when.at, when.knownAt));
    return view && { view, corrections: await correctionsOf(view.streamId, when) };
  };
  /** The titles of the parks in the city of a dossier; none for a park. The territory is that of the day of the application. */
  const parkTitles = async ({ subject, application }: Dossier, when: Bitemporal, asked: Moment): Promise<readonly ParkTitle[]> => {
    if (subject?.programme !== 'city') return [];
    const on = application?.submittedOn ?? dayOf(asked.at);
    const own = (await titledParksOf()).filter((park) => inOneCity(park, subject, asked.succession, on));
    const parks = await Promise.all(own.map(async ({ streamId: stream }) => viewAsOf(await readDossier(stream), when)));
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
      const { now, asked } = await moments(when);
      const dossier = dossierFor(viewer, view, now, asked, { corrections, parks: await parkTitles(view.state, when, asked) });
      // The id of a title does not exist before the title is conferred.
      return dossier && (dossier.caseId === id || dossier.titleId === id) ? dossier : null;
    },
    history: async (viewer, id, when, _, { after, limit } = WHOLE) => {
      const all = await find(id);
      const view = viewOf(all);
      const { now } = await moments();
      const visibility = view && visibilityNow(viewer, view, now);
      if (!visibility || !visibleDossier(view, visibility)) return null;
      const visible = (when ? asOf(all, when.at, when.knownAt) : all).filter((event) => isVisible(visibility, event));
      // The work on an event is done for those of the page. A chain looks at the whole history.
      const end = Math.min(after + limit, visible.length);
      const confirmedBy = await Promise.all(visible.slice(after, end).map((event) => confirmation(event, visibility, when)));
      const corrections = await correctionsOf(all[0]!.streamId, when);
      const titleOf = (type: string) => registry.definition(type).title;
      const shown = corrected(visible, corrections);
      const known = visibility === 'public' ? shown.map(publicOf) : shown;
      const items = shown.slice(after, end).map((event, place) => {
        const index = after + place;
        const chain = chainOf(known[index]!, known, titleOf);
        return {
          ...visibleEvent(event, index + 1, visibility, titleOf(event.event.type), confirmedBy[place]!, chain),
          ...correctionsShown(visible[index]!, corrections, visibility),
        };
      });
      return { items, next: end < visible.length ? end : null };
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
      const { now, asked } = await moments(when);
      const views = (await findConcerned(of)).map((events) => viewOf(asOf(events, when.at, when.knownAt)));
      return views
        .flatMap((view) => (view && dossierFor(viewer, view, now, asked)) ?? [])
        .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
        .flatMap(({ deadlines }) => deadlines.filter((deadline) => deadline.of === of));
    },
  };
};
