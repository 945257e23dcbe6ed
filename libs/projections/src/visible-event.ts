import {
  publicPart,
  type Actor,
  type Bilingual,
  type Classification,
  type EventRegistry,
  type Instant,
  type PublicForm,
  type RecordedEvent,
} from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { topOf, withCorrection } from '@minglu/reference';
import type { ChainLink } from './chain.js';
import type { ApprovedCorrection } from './corrections-view.js';
import { receiptOf, type Receipt } from './receipt.js';
import { shownActor } from './shown-actor.js';
import type { Visibility } from './visibility.js';

interface Correction {
  readonly correctionId: string;
  readonly field: string;
  readonly value?: unknown;
  readonly correctedAt: Instant;
}

/** An event as one viewer sees it. The optional fields are for the ministry alone. */
export interface VisibleEvent {
  /** 1, 2, 3, … over the events that this viewer sees. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: DossierEvent['data'];
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly legalBasis: readonly string[];
  readonly rulePackage: string;
  readonly calendarVersion: number | null;
  readonly classification: Classification;
  readonly actor: Partial<Actor>;
  readonly receipt: Receipt;
  /** Approved corrections, oldest first. `data` has the corrected values. `value` is absent where the record is sealed. */
  readonly corrections?: readonly Correction[];
  /** With `corrections`: the payload as it was recorded. */
  readonly recorded?: DossierEvent['data'];
  readonly position?: number;
  readonly streamVersion?: number;
  readonly commandId?: string;
  readonly correlationId?: string;
  readonly causationId?: string | null;
}

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
  return { corrections: shown, recorded: shownData(visibility, recorded.event.data, recorded.metadata) };
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
  const data = shownData(visibility, event.data, metadata);
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
/** The payload of an event as an audience sees it. */
export const shownData = (visibility: Visibility, data: DossierEvent['data'], metadata: PublicForm): DossierEvent['data'] =>
  visibility === 'all' ? data : withoutPersons(visibility === 'public' ? publicPart(data, metadata) : data);
const withoutPersons = (data: DossierEvent['data']): DossierEvent['data'] =>
  Object.fromEntries(Object.entries(data).filter(([field]) => !OF_THE_MINISTRY.includes(field))) as DossierEvent['data'];
