import type { DomainEvent, RecordedEvent } from './event.js';

/**
 * A read model as a fold per key. `apply` returns the row after the event: null deletes it, the same object leaves it.
 * A new `version` is built beside the old one.
 */
export interface Projection<Row, E extends DomainEvent = DomainEvent> {
  readonly name: string;
  readonly version: number;
  /** Key of the row that an event changes; null if the projection ignores the event. */
  readonly key: (event: RecordedEvent<E>) => string | null;
  readonly apply: (row: Row | undefined, event: RecordedEvent<E>) => Row | null;
}
