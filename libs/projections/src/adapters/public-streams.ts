import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogPlace } from '@minglu/event-store';
import type { publicReader, PublicItem, PublicPage } from './public-reader.js';

export interface PublicStreamsOptions {
  readonly reader: Pick<ReturnType<typeof publicReader>, 'read'>;
  /** The text of one event on the wire. */
  readonly format: (item: PublicItem) => string;
  /** Interval between two polls of the log; all readers share a poll. */
  readonly pollMs?: number;
  /** A reader gets a comment after so long without an event, so that no proxy closes an idle connection. */
  readonly heartbeatMs?: number;
  /** The connection is closed when a reader takes nothing for so long. It can resume. */
  readonly patienceMs?: number;
  /** Limit of simultaneous readers. */
  readonly maxReaders?: number;
}

const PAGE = 100;
/** Told to readers: the pause before they reconnect. */
const RETRY_MS = 3_000;

/**
 * Streams of the public events, each at the pace of its reader. Readers at the same place share one read of the log.
 * So many readers that have caught up cost as much as one.
 */
export const publicStreams = ({
  reader,
  format,
  pollMs = 250,
  heartbeatMs = 15_000,
  patienceMs = 30_000,
  maxReaders = 600,
}: PublicStreamsOptions) => {
  const open = new Set<AbortController>();
  const reads = new Map<string, Promise<PublicPage>>();
  let tick: Promise<void> | undefined;

  const read = (from: LogPlace | null): Promise<PublicPage> => {
    const key = from === null ? '' : `${from.logId} ${from.position} ${from.hash}`;
    const shared = reads.get(key) ?? reader.read(from, PAGE).finally(() => reads.delete(key));
    reads.set(key, shared);
    return shared;
  };
  const nextTick = (): Promise<void> =>
    (tick ??= delay(pollMs, undefined, { ref: false }).finally(() => {
      tick = undefined;
    }));

  return {
    isFull: (): boolean => open.size >= maxReaders,
    /**
     * Writes the events after a place until the reader leaves. Rejects if the log cannot be read, has gone back or lacks the place, and if
     * the reader takes nothing.
     */
    follow: async (to: Writable, after: LogPlace | null): Promise<void> => {
      const end = new AbortController();
      open.add(end);
      to.once('close', () => end.abort()).once('error', () => end.abort());
      const write = async (text: string): Promise<void> => {
        if (to.write(text) || end.signal.aborted) return;
        await once(to, 'drain', { signal: AbortSignal.any([end.signal, AbortSignal.timeout(patienceMs)]) }).catch(() => {
          if (!end.signal.aborted) throw new Error(`the reader took nothing for ${patienceMs} ms`);
        });
      };
      try {
        await write(`retry: ${RETRY_MS}\n\n`);
        for (let [place, quiet] = [after, 0]; !end.signal.aborted;) {
          const { items, upTo, isFull } = await read(place);
          for (const item of items) {
            await write(format(item));
            if (end.signal.aborted) return;
            quiet = 0;
          }
          place = upTo;
          if (isFull) continue;
          await nextTick();
          quiet += pollMs;
          if (quiet < heartbeatMs) continue;
          await write(': …\n\n');
          quiet = 0;
        }
      } finally {
        open.delete(end);
      }
    },
    /** Ends all streams. */
    close: (): void => {
      for (const end of open) end.abort();
    },
  };
};
