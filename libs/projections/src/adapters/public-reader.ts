import type { EventStore, StoredEvent } from '@minglu/event-store';

/** A page of the public events that can be shown. */
export interface PublicPage {
  readonly events: readonly StoredEvent[];
  /** The position up to which it was read; events that are held back lie before it too. */
  readonly upTo: number;
  readonly isFull: boolean;
}

/**
 * Reads the public events for readers outside. A damaged event is held back, with the later public events of its stream, so
 * that no reader sees a gap that it cannot explain. Other streams go on.
 */
export const publicReader = (log: Pick<EventStore, 'readPublic'>) => {
  /** The position of the damaged event of a stream. */
  const held = new Map<string, number>();
  const isShown = ({ streamId, position, damaged }: StoredEvent): boolean => {
    const from = held.get(streamId);
    if (damaged) held.set(streamId, Math.min(position, from ?? position));
    else if (from === position) held.delete(streamId);
    return position < (held.get(streamId) ?? Infinity);
  };
  return {
    read: async (after: number, limit: number, from = log): Promise<PublicPage> => {
      const page = await from.readPublic(after, limit);
      return { events: page.filter(isShown), upTo: page.at(-1)?.position ?? after, isFull: page.length === limit };
    },
  };
};
