import type { Writable } from 'node:stream';
import type { LogPlace } from '@minglu/event-store';
import { eventStreams, type StreamLimits } from './event-streams.js';
import type { publicReader, PublicItem, PublicPage } from './public-reader.js';

export interface PublicStreamsOptions extends StreamLimits {
  readonly reader: Pick<ReturnType<typeof publicReader>, 'read'>;
  /** The text of one event on the wire. */
  readonly format: (item: PublicItem) => string;
}

const PAGE = 100;

/**
 * Streams of the public events, each at the pace of its reader. Readers at the same place share one read of the log.
 * So many readers that have caught up cost as much as one.
 */
export const publicStreams = ({ reader, format, ...limits }: PublicStreamsOptions) => {
  const { isFull, follow, close } = eventStreams(limits);
  const reads = new Map<string, Promise<PublicPage>>();
  const read = (from: LogPlace | null): Promise<PublicPage> => {
    const key = from === null ? '' : `${from.logId} ${from.position} ${from.hash}`;
    const shared = reads.get(key) ?? reader.read(from, PAGE).finally(() => reads.delete(key));
    reads.set(key, shared);
    return shared;
  };
  return {
    isFull,
    /**
     * Writes the events after a place until the reader leaves. Rejects if the log cannot be read, has gone back or lacks the place, and if
     * the reader takes nothing.
     */
    follow: (to: Writable, after: LogPlace | null): Promise<void> => follow<LogPlace | null, PublicItem>(to, after, read, format),
    close,
  };
};
