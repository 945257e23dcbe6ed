import type { DomainEvent, RecordedEvent } from './event.js';

/**
 * A read model as a fold per key. `apply` gives the row after the event; null deletes it, the same object leaves it.
 * A new `version` is built beside the old one.
 */
export interface Projection<Row, E extends DomainEvent = DomainEvent> {
  readonly name: string;
  readonly version: number;
  /** The row that an event belongs to; null when the projection has no use for it. */
  readonly key: (event: RecordedEvent<E>) => string | null;
  readonly apply: (row: Row | undefined, event: RecordedEvent<E>) => Row | null;
}
