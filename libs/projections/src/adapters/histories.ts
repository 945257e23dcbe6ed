import { categoryOf, fold, type Actor, type Bilingual, type EventRegistry, type RecordedEvent } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { campaigns, type CampaignEvent } from '@minglu/reference';
import { campaignWindow } from '../campaign-view.js';
import { asOf, viewOf, type DossierView } from '../dossier-view.js';
import { receiptOf } from '../receipt.js';
import { maySee, sightOf, visible, type Sight, type VisibleDossier } from '../visibility.js';
import { isId } from './ids.js';
import type { Histories, VisibleEvent } from './questions.js';

/** What a deadline can be of, beside the case itself. */
const HOLDERS = ['publicity', 'title', 'proceeding', 'objection'] as const;

/** Answers from the log alone, by folding streams anew. */
export const histories = (log: Pick<EventStore, 'readStream' | 'findClaim'>, registry: EventRegistry): Histories => {
  const read = async <E extends RecordedEvent>(streamId: string): Promise<readonly E[]> =>
    (await log.readStream(streamId)).map((stored) => decodeStored(stored, registry) as E);
  const ofDossier = (streamId: string) => read<RecordedEvent<DossierEvent>>(streamId);
  const named = (caseId: string): string => `${dossiers.name}/${caseId}`;

  /** The dossier of a case or of a title; 案卷标识在前：称号可以与另一案卷同名。 */
  const find = async (id: string): Promise<readonly RecordedEvent<DossierEvent>[]> => {
    if (!isId(id)) return [];
    const own = await ofDossier(named(id));
    if (own.length > 0) return own;
    const holder = await log.findClaim('title', id);
    return holder ? ofDossier(holder.streamId) : [];
  };
  const shown = (viewer: Actor, view: DossierView | undefined): VisibleDossier | null =>
    view?.state.subject ? visible(view, sightOf(viewer, view.state.subject)) : null;

  /** Every dossier that may have recorded a deadline of this id; a notice concerns all cases that it names. */
  const concerned = async (of: string): Promise<readonly (readonly RecordedEvent<DossierEvent>[])[]> => {
    const holders = await Promise.all(HOLDERS.map((kind) => log.findClaim(kind, of)));
    const streams = new Set(
      [named(of), ...holders.flatMap((holder) => holder?.streamId ?? [])].filter((stream) => categoryOf(stream) === dossiers.name),
    );
    const found = await Promise.all([...streams].map(ofDossier));
    const others = found
      .flat()
      .flatMap(({ event }) => (event.type === 'PublicityStarted' && event.data.publicityId === of ? event.data.caseIds.map(named) : []))
      .filter((stream) => !streams.has(stream));
    return [...found, ...(await Promise.all([...new Set(others)].map(ofDossier)))].filter((events) => events.length > 0);
  };

  return {
    dossier: async (viewer, id, when) => {
      const found = shown(viewer, viewOf(asOf(await find(id), when.at, when.knownAt)));
      // 称号尚未授予之时，其标识也还不存在。
      return found && (found.caseId === id || found.titleId === id) ? found : null;
    },
    history: async (viewer, id, when) => {
      const all = await find(id);
      const now = viewOf(all);
      if (!now || !shown(viewer, now)) return null;
      const sight = sightOf(viewer, now.state.subject!);
      return (when ? asOf(all, when.at, when.knownAt) : all)
        .filter((event) => maySee(sight, event))
        .map((event, index) => shownEvent(event, index + 1, sight, registry.definition(event.event.type).title));
    },
    deadlines: async (viewer, of, when) => {
      if (!isId(of)) return [];
      const known = await read<RecordedEvent<CampaignEvent>>(`${campaigns.name}/${of}`);
      if (known.length > 0) {
        const state = fold(
          campaigns,
          asOf(known, when.at, when.knownAt).map(({ event }) => event),
        );
        return state ? [campaignWindow(state)] : [];
      }
      const views = (await concerned(of)).map((events) => shown(viewer, viewOf(asOf(events, when.at, when.knownAt))));
      return views
        .flatMap((view) => (view ? [view] : []))
        .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
        .flatMap(({ deadlines }) => deadlines.filter((deadline) => deadline.of === of));
    },
  };
};

/** An event as a viewer sees it. Its place in the log and in the stream, and who acted, are the ministry's to know. */
const shownEvent = (
  { event, eventId, metadata, recordedAt, position, streamVersion }: RecordedEvent<DossierEvent>,
  version: number,
  sight: Sight,
  title: Bilingual,
): VisibleEvent => ({
  version,
  eventId,
  type: event.type,
  data: sight === 'all' ? event.data : withoutPersons(event.data),
  occurredAt: metadata.occurredAt,
  recordedAt,
  legalBasis: metadata.legalBasis,
  rulePackage: metadata.rulePackage,
  calendarVersion: metadata.calendarVersion,
  classification: metadata.classification,
  actor: sight === 'all' ? metadata.actor : { role: metadata.actor.role, org: metadata.actor.org },
  receipt: receiptOf(event, metadata, title, sight),
  ...(sight === 'all'
    ? { position, streamVersion, commandId: metadata.commandId, correlationId: metadata.correlationId, causationId: metadata.causationId }
    : {}),
});

/** Who acted is kept in some events because the rules ask for another person later; it is not shown outside the ministry. */
const withoutPersons = (data: DossierEvent['data']): DossierEvent['data'] =>
  Object.fromEntries(Object.entries(data).filter(([field]) => field !== 'servedBy' && field !== 'closedBy')) as DossierEvent['data'];
