import { metadataIn, publicHash, type EventStore, type LogIdentity, type StoredEvent } from '@minglu/event-store';
import { LRUCache } from 'lru-cache';

/** Where an event stands: its log and branch, and the hashes of the events before it in its stream. Null for the first one. */
export interface Place {
  readonly logId: string;
  readonly epoch: number;
  /** Content hash of the event before it. */
  readonly predecessor: string | null;
  /** Public hash of the public event before it. */
  readonly publicPredecessor: string | null;
}

/** The end of a stream, as far as it was published. */
interface End {
  readonly version: number;
  readonly hash: string | null;
  readonly publicHash: string | null;
}
const BEGIN: End = { version: 0, hash: null, publicHash: null };
const CACHED_STREAMS = 20_000;

const after = ({ publicHash: last }: End, event: StoredEvent): End => ({
  version: event.streamVersion,
  hash: Buffer.from(event.contentHash).toString('hex'),
  publicHash: event.publicVersion === null ? last : publicHash(event, metadataIn(event)),
});

/** Finds the places of events. Remembers the ends of streams; reads a stream from the log when it has not seen its last events. */
export const predecessors = (log: Pick<EventStore, 'readStream'>) => {
  const ends = new LRUCache<string, End>({ max: CACHED_STREAMS });
  const endBefore = async ({ streamId, streamVersion }: StoredEvent): Promise<End> => {
    const known = streamVersion === 1 ? BEGIN : ends.get(streamId);
    if (known?.version === streamVersion - 1) return known;
    return (await log.readStream(streamId, 0, streamVersion - 1)).reduce(after, BEGIN);
  };
  /** The places of consecutive events of the log, in their order. */
  return async (page: readonly StoredEvent[], { logId, epochs }: LogIdentity): Promise<readonly Place[]> => {
    const places: Place[] = [];
    for (const event of page) {
      const { hash, publicHash: last, ...end } = await endBefore(event);
      const { epoch } = epochs.findLast((one) => one.after < event.position)!;
      places.push({ logId, epoch, predecessor: hash, publicPredecessor: last });
      ends.set(event.streamId, after({ ...end, hash, publicHash: last }, event));
    }
    return places;
  };
};
