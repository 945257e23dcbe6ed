import { categoryOf, fold, streamId, type EventRegistry, type Instant, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import type { EventStore } from '@minglu/event-store';
import { campaigns, reports, type CampaignEvent, type ReportEvent } from '@minglu/reference';
import { campaignWindow } from '../campaign-view.js';
import { chainOf } from '../chain.js';
import { asOf } from '../dossier-view.js';
import { reportDeadlines } from '../report-view.js';
import { correctedBy } from '../replay.js';
import { isVisible, visibleDossier } from '../visibility.js';
import { correctionsShown, publicOf, visibleEvent } from '../visible-event.js';
import { dossierReader, streamOf, type DossierReader } from './dossier-reader.js';
import { isId } from './ids.js';
import type { HistoryPart, HistoryQueries } from './read-model.js';
import { referenceMemory } from './reference-memory.js';
import { replayQueries } from './replay-queries.js';

/** Kinds of claims whose ids a deadline may refer to, beside the id of a case. */
const CLAIM_KINDS = ['publicity', 'title', 'proceeding', 'objection'] as const;
const WHOLE: HistoryPart = { after: 0, limit: Number.MAX_SAFE_INTEGER };

/** Folds the streams of the event log for each question. */
export const historyQueries = (
  log: Pick<EventStore, 'readStream' | 'findClaim' | 'readPublic' | 'within'>,
  registry: EventRegistry,
  clock: () => Instant,
): HistoryQueries => {
  const asking = dossierReader(log, registry, clock);
  return { ...pastQueries(asking, registry), ...replayQueries(asking, registry, referenceMemory(log, registry)) };
};

const pastQueries = (
  asking: (signal?: AbortSignal) => DossierReader,
  registry: EventRegistry,
): Pick<HistoryQueries, 'dossier' | 'history' | 'deadlines'> => ({
  dossier: async (viewer, id, when, signal) => {
    const it = asking(signal);
    const all = await it.find(id);
    const found = await it.viewAsOf(all, when);
    if (!found) return null;
    const { view, corrections } = found;
    const { now, asked } = await it.moments(when);
    // Who sat on a panel at that time sees no more than he does today.
    const visibility = await it.visibilityOfNow(viewer, all, now);
    const parks = await it.parkTitles(view.state, when, asked);
    const dossier = visibility && visibleDossier(view, visibility, { corrections, parks, asked });
    // The id of a title does not exist before the title is conferred.
    return dossier && (dossier.caseId === id || dossier.titleId === id) ? dossier : null;
  },
  history: async (viewer, id, when, signal, { after, limit } = WHOLE) => {
    const it = asking(signal);
    const all = await it.find(id);
    const view = await it.viewOf(all);
    const { now } = await it.moments();
    const visibility = view && (await it.visibilityOfNow(viewer, all, now));
    if (!visibility || !visibleDossier(view, visibility)) return null;
    const visible = (when ? asOf(all, when.at, when.knownAt) : all).filter((event) => isVisible(visibility, event));
    // The work on an event is done for those of the page. A chain looks at the whole history.
    const end = Math.min(after + limit, visible.length);
    const confirmedBy = await Promise.all(visible.slice(after, end).map((event) => it.confirmation(event, visibility, when)));
    const corrections = await it.correctionsOf(all[0]!.streamId, when);
    const titleOf = (type: string) => registry.definition(type).title;
    const shown = visible.map(correctedBy({ corrections, registry }));
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
  deadlines: async (viewer, of, when, signal) => {
    if (!isId(of)) return [];
    const it = asking(signal);
    const campaign = await it.read<RecordedEvent<CampaignEvent>>(`${campaigns.name}/${of}`);
    if (campaign.length > 0) {
      const state = fold(
        campaigns,
        asOf(campaign, when.at, when.knownAt).map(({ event }) => event),
      );
      return state ? [campaignWindow(state)] : [];
    }
    const report = fold(
      reports,
      asOf(await it.read<RecordedEvent<ReportEvent>>(streamId(reports, of)), when.at, when.knownAt).map(({ event }) => event),
    );
    if (report) return reportDeadlines(viewer, report);
    const { now, asked } = await it.moments(when);
    const seen = async (events: readonly RecordedEvent<DossierEvent>[]) => {
      const view = await it.viewOf(asOf(events, when.at, when.knownAt));
      const visibility = view && (await it.visibilityOfNow(viewer, events, now));
      return visibility ? visibleDossier(view, visibility, { asked }) : null;
    };
    return (await Promise.all((await findConcerned(it, of)).map(seen)))
      .flatMap((dossier) => dossier ?? [])
      .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
      .flatMap(({ deadlines }) => deadlines.filter((deadline) => deadline.of === of));
  },
});

/** All dossiers that may have a deadline of this id. A notice (公示) concerns all cases that it names. */
const findConcerned = async (
  { log, readDossier }: DossierReader,
  of: string,
): Promise<readonly (readonly RecordedEvent<DossierEvent>[])[]> => {
  const holders = await Promise.all(CLAIM_KINDS.map((kind) => log.findClaim(kind, of)));
  const streams = new Set(
    [streamOf(of), ...holders.flatMap((holder) => holder?.streamId ?? [])].filter((stream) => categoryOf(stream) === dossiers.name),
  );
  const holding = await Promise.all([...streams].map((stream) => readDossier(stream)));
  const others = holding
    .flat()
    .flatMap(({ event }) => (event.type === 'PublicityStarted' && event.data.publicityId === of ? event.data.caseIds.map(streamOf) : []))
    .filter((stream) => !streams.has(stream));
  const named = await Promise.all([...new Set(others)].map((stream) => readDossier(stream)));
  return [...holding, ...named].filter((events) => events.length > 0);
};
