import { epochOf, hashOf, metadataIn, partingOf, placeIn, publicHash } from '@minglu/event-store';
import type { EventStore, LogLook, LogPlace, Parting, StoredEvent } from '@minglu/event-store';

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

/** A reader of the feed stands on another log, or on a branch that is no more. */
export class Parted extends Error {
  constructor(readonly parting: Parting) {
    super(`a reader of the feed stands on ${parting.cause === 'other-log' ? 'another log' : 'a branch that is no more'}`);
  }
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
  /** The public events before the first one of each stream of a page. */
  const before = (page: readonly StoredEvent[]): Promise<readonly StoredEvent[]> => {
    const first = new Map(page.toReversed().map((event) => [event.streamId, event]));
    const wanted = [...first.values()].filter(({ publicVersion }) => publicVersion! > 1);
    return log.findPublic(wanted.map(({ streamId, publicVersion }) => ({ streamId, publicVersion: publicVersion! - 1 })));
  };
  /** Throws {@link Parted} unless the log still has the place of the reader. `null` is the beginning. */
  const lookFrom = async (from: LogPlace | null): Promise<LogLook> => {
    const look = await log.look(from?.position ?? 0);
    const parting = from && partingOf(look, from);
    if (parting) throw new Parted(parting);
    return look;
  };
  return {
    check: async (from: LogPlace | null): Promise<void> => void (await lookFrom(from)),
    read: async (from: LogPlace | null, limit: number): Promise<PublicPage> => {
      const after = from?.position ?? 0;
      const page = await log.readPublic(after, limit);
      const earlier = await before(page);
      // After the page was read: it came from the log that this compares.
      const look = await lookFrom(from);
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
