import type { EventStore, StoredEvent } from '@minglu/event-store';

/** The event at a position; undefined if there is none. */
export const eventAt = async (log: Pick<EventStore, 'readAll'>, position: number): Promise<StoredEvent | undefined> => {
  for await (const [event] of log.readAll({ after: position - 1, upTo: position })) return event;
  return undefined;
};
