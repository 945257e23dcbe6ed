import {
  epochOf,
  hashOf,
  lookFrom,
  metadataIn,
  placeIn,
  publicHash,
  type EventStore,
  type LogLook,
  type LogPlace,
  type StoredEvent,
} from '@minglu/event-store';

/** A public event as it is shown. */
export interface PublicItem {
  readonly event: StoredEvent;
  readonly place: LogPlace;
  /** The epoch to which it belongs. */
  readonly epoch: number;
  /** Public hash of the public event before it in its stream; null for the first one. */
  readonly predecessor: string | null;
}

/** A page of the public events that can be shown. */
export interface PublicPage {
  readonly items: readonly PublicItem[];
  /** The place up to which it was read; events that are held back lie before it too. */
  readonly upTo: LogPlace;
  readonly isFull: boolean;
}

/**
 * Reads the public events for readers outside. A damaged event is held back, with the later public events of its stream, so
 * that no reader sees a gap that it cannot explain. Other streams go on.
 */
export const publicReader = (log: Pick<EventStore, 'readPublic' | 'findPublic' | 'look'>) => {
  /** The position of the damaged event of a stream. */
  const held = new Map<string, number>();
  const isShown = ({ streamId, position, damaged }: StoredEvent): boolean => {
    const from = held.get(streamId);
    if (damaged) held.set(streamId, Math.min(position, from ?? position));
    else if (from === position) held.delete(streamId);
    return position < (held.get(streamId) ?? Infinity);
  };
  return {
    check: async (from: LogPlace | null, by = log): Promise<void> => void (await lookBy(by, from)),
    read: async (from: LogPlace | null, limit: number, by = log): Promise<PublicPage> => {
      const after = from?.position ?? 0;
      const page = await by.readPublic(after, limit);
      const earlier = await by.findPublic(before(page));
      // After the page was read: it came from the log that this compares.
      const look = await lookBy(by, from);
      const last = new Map<string, string>();
      const items: PublicItem[] = [];
      for (const event of [...earlier, ...page]) {
        if (!isShown(event)) continue;
        const { streamId, position } = event;
        const [predecessor, place] = [last.get(streamId) ?? null, placeIn(look, position, hashOf(event))];
        if (position > after) items.push({ event, place, epoch: epochOf(look, position), predecessor });
        last.set(streamId, publicHash(event, metadataIn(event)));
      }
      const end = page.at(-1);
      return { items, upTo: end ? placeIn(look, end.position, hashOf(end)) : placeIn(look, after), isFull: page.length === limit };
    },
  };
};

/** The log at the place of a reader; null is the beginning. Throws `OtherBranch` unless the log still has the place. */
const lookBy = (log: Pick<EventStore, 'look'>, from: LogPlace | null): Promise<LogLook> =>
  lookFrom(log, 'a reader of the feed', from === null ? { position: 0 } : { position: from.position, place: from });

/** Numbers of the public events before the first one of each stream of a page. */
const before = (page: readonly StoredEvent[]): readonly { readonly streamId: string; readonly publicVersion: number }[] => {
  const first = new Map(page.toReversed().map((event) => [event.streamId, event]));
  return [...first.values()].flatMap(({ streamId, publicVersion }) =>
    publicVersion! > 1 ? [{ streamId, publicVersion: publicVersion! - 1 }] : [],
  );
};
