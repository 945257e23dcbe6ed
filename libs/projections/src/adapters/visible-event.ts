import { publicPart, type Bilingual, type EventRegistry, type PublicForm, type RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { topOf, withCorrection } from '@minglu/reference';
import type { ChainLink } from '../chain.js';
import type { ApprovedCorrection } from '../corrections-view.js';
import { receiptOf } from '../receipt.js';
import { shownActor } from '../shown-actor.js';
import type { Visibility } from '../visibility.js';
import type { VisibleEvent } from './read-model.js';

/** An event as it reads with its corrections. A value that the event's schema does not allow changes nothing. */
export const withCorrections = (
  recorded: RecordedEvent<DossierEvent>,
  corrections: readonly ApprovedCorrection[],
  registry: EventRegistry,
): RecordedEvent<DossierEvent> => {
  let { event } = recorded;
  for (const correction of corrections) {
    if (correction.eventId !== recorded.eventId || !('value' in correction)) continue;
    const data = withCorrection(event.data, correction.field, correction.value);
    if (registry.decoder(event.type)(data)) event = { ...event, data } as DossierEvent;
  }
  return event === recorded.event ? recorded : { ...recorded, event };
};

/** The history of the corrected fields of an event, for a viewer who sees the event; nothing if none was corrected. */
export const correctionsShown = (
  recorded: RecordedEvent<DossierEvent>,
  corrections: readonly ApprovedCorrection[],
  visibility: Visibility,
) => {
  const { internal = {} } = visibility === 'public' ? recorded.metadata : {};
  const shown = corrections.flatMap(({ eventId, ...correction }) =>
    eventId === recorded.eventId && !Object.hasOwn(internal, topOf(correction.field)) ? [correction] : [],
  );
  if (shown.length === 0) return {};
  return { corrections: shown, recorded: dataFor(visibility, recorded.event.data, recorded.metadata) };
};

/** An event as a viewer sees it. Outside the ministry it has no position, no stream version and no person. */
export const visibleEvent = (
  { event, eventId, metadata, recordedAt, position, streamVersion }: RecordedEvent<DossierEvent>,
  version: number,
  visibility: Visibility,
  title: Bilingual,
  confirmedBy: string | null,
  chain: readonly ChainLink[],
): VisibleEvent => {
  const data = dataFor(visibility, event.data, metadata);
  return {
    version,
    eventId,
    type: event.type,
    data,
    occurredAt: metadata.occurredAt,
    recordedAt,
    legalBasis: metadata.legalBasis,
    rulePackage: metadata.rulePackage,
    calendarVersion: metadata.calendarVersion,
    classification: metadata.classification,
    actor: shownActor(visibility, metadata.actor),
    receipt: receiptOf({ ...event, data } as DossierEvent, metadata, title, visibility, confirmedBy, chain),
    ...(visibility === 'all'
      ? { position, streamVersion, commandId: metadata.commandId, correlationId: metadata.correlationId, causationId: metadata.causationId }
      : {}),
  };
};

/** A public event with the part of its payload that readers outside get. */
export const publicOf = (recorded: RecordedEvent<DossierEvent>): RecordedEvent<DossierEvent> => ({
  ...recorded,
  event: { ...recorded.event, data: publicPart(recorded.event.data, recorded.metadata) } as DossierEvent,
});

/** Some events name the person who acted, or lack a second one. Only the ministry sees that. */
const OF_THE_MINISTRY = ['servedBy', 'closedBy', 'concludedBy', 'actedFor', 'singleHanded', 'approvedBy'];
const dataFor = (visibility: Visibility, data: DossierEvent['data'], metadata: PublicForm): DossierEvent['data'] =>
  visibility === 'all' ? data : withoutPersons(visibility === 'public' ? publicPart(data, metadata) : data);
const withoutPersons = (data: DossierEvent['data']): DossierEvent['data'] =>
  Object.fromEntries(Object.entries(data).filter(([field]) => !OF_THE_MINISTRY.includes(field))) as DossierEvent['data'];
