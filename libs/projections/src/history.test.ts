import { dossiers, type DossierEvent } from '@minglu/dossier';
import {
  classify,
  type Classification,
  type DomainEvent,
  type EventDefinition,
  type Instant,
  type RecordedEvent,
  type TSchema,
} from '@minglu/kernel';

/** The dossier events among these, each recorded by a person of its own. By default each is recorded one day after the one before, the first on `2025-01-01`. */
export const history = (
  events: readonly DomainEvent[],
  at = (n: number): Instant => new Date(Date.UTC(2025, 0, n + 1)).toISOString(),
): RecordedEvent<DossierEvent>[] =>
  events
    .filter((event) => event.type in dossiers.events)
    .map((event, n) => {
      const instant = at(n);
      const definition = dossiers.events[event.type] as EventDefinition<string, TSchema>;
      const { internal } = definition;
      const classification: Classification = classify(definition, event.data);
      return {
        position: 100 + n,
        eventId: `e${n}`,
        streamId: 'dossier/a',
        streamVersion: n + 1,
        publicVersion: null,
        schemaVersion: 1,
        event: { type: event.type, data: event.data } as DossierEvent,
        metadata: {
          occurredAt: instant,
          classification,
          actor: { person: `person-${n}`, role: 'ministry-officer', org: 'MIIT' },
          ...(internal ? { internal } : {}),
        } as RecordedEvent['metadata'],
        recordedAt: instant,
      };
    });
