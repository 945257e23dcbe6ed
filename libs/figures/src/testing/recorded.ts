import type { DomainEvent, EventMetadata, Instant, RecordedEvent } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';

/** The events of case `a` in a world of tests, as recorded. There the id of an event is its place in the log, from 1, and so it is here. */
export const recordedHistory = (
  events: readonly DomainEvent[],
  at = (place: number): Instant => new Date(Date.UTC(2025, 0, place)).toISOString(),
): readonly RecordedEvent<DossierEvent>[] =>
  events.flatMap((event, index) => {
    const { caseId } = event.data as { readonly caseId?: string };
    if (!(event.type in dossiers.events) || (caseId !== undefined && caseId !== 'a')) return [];
    const place = index + 1;
    return [
      {
        position: place,
        eventId: String(place),
        streamId: 'dossier/a',
        streamVersion: place,
        publicVersion: null,
        schemaVersion: 1,
        event: { type: event.type, data: event.data } as DossierEvent,
        metadata: { occurredAt: at(place), actor: { person: `p${place}`, role: 'applicant', org: '330100' } } as EventMetadata,
        recordedAt: at(place),
      },
    ];
  });
