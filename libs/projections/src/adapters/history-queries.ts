import { categoryOf, fold, type Actor, type Bilingual, type EventRegistry, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { campaigns, type CampaignEvent } from '@minglu/reference';
import { campaignWindow } from '../campaign-view.js';
import { asOf, viewOf, type DossierView } from '../dossier-view.js';
import { receiptOf } from '../receipt.js';
import { isVisible, visibilityOf, visibleDossier, type Visibility, type VisibleDossier } from '../visibility.js';
import { isId } from './ids.js';
import type { HistoryQueries, VisibleEvent } from './read-model.js';

/** Kinds of claims whose ids a deadline may refer to, beside the id of a case. */
const CLAIM_KINDS = ['publicity', 'title', 'proceeding', 'objection'] as const;

/** Folds the streams of the event log for each question. */
export const historyQueries = (log: Pick<EventStore, 'readStream' | 'findClaim'>, registry: EventRegistry): HistoryQueries => {
  const read = async <E extends RecordedEvent>(streamId: string): Promise<readonly E[]> =>
    (await log.readStream(streamId)).map((stored) => decodeStored(stored, registry) as E);
  const readDossier = (streamId: string) => read<RecordedEvent<DossierEvent>>(streamId);
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
    view?.state.subject ? visibleDossier(view, visibilityOf(viewer, view.state.subject)) : null;

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

  return {
    dossier: async (viewer, id, when) => {
      const dossier = visibleTo(viewer, viewOf(asOf(await find(id), when.at, when.knownAt)));
      // The id of a title does not exist before the title is conferred.
      return dossier && (dossier.caseId === id || dossier.titleId === id) ? dossier : null;
    },
    history: async (viewer, id, when) => {
      const all = await find(id);
      const now = viewOf(all);
      if (!now || !visibleTo(viewer, now)) return null;
      const visibility = visibilityOf(viewer, now.state.subject!);
      return (when ? asOf(all, when.at, when.knownAt) : all)
        .filter((event) => isVisible(visibility, event))
        .map((event, index) => visibleEvent(event, index + 1, visibility, registry.definition(event.event.type).title));
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
      const views = (await findConcerned(of)).map((events) => visibleTo(viewer, viewOf(asOf(events, when.at, when.knownAt))));
      return views
        .flatMap((view) => (view ? [view] : []))
        .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
        .flatMap(({ deadlines }) => deadlines.filter((deadline) => deadline.of === of));
    },
  };
};

/** An event as a viewer sees it. Outside the ministry it has no position, no stream version and no person. */
const visibleEvent = (
  { event, eventId, metadata, recordedAt, position, streamVersion }: RecordedEvent<DossierEvent>,
  version: number,
  visibility: Visibility,
  title: Bilingual,
): VisibleEvent => ({
  version,
  eventId,
  type: event.type,
  data: visibility === 'all' ? event.data : withoutPersons(event.data),
  occurredAt: metadata.occurredAt,
  recordedAt,
  legalBasis: metadata.legalBasis,
  rulePackage: metadata.rulePackage,
  calendarVersion: metadata.calendarVersion,
  classification: metadata.classification,
  actor: visibility === 'all' ? metadata.actor : { role: metadata.actor.role, org: metadata.actor.org },
  receipt: receiptOf(event, metadata, title, visibility),
  ...(visibility === 'all'
    ? { position, streamVersion, commandId: metadata.commandId, correlationId: metadata.correlationId, causationId: metadata.causationId }
    : {}),
});

/** Some events name the person who acted, because a rule requires another person later. Only the ministry sees that name. */
const withoutPersons = (data: DossierEvent['data']): DossierEvent['data'] =>
  Object.fromEntries(Object.entries(data).filter(([field]) => field !== 'servedBy' && field !== 'closedBy')) as DossierEvent['data'];
