import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { publicReader, type PublicPage } from './public-reader.js';

export interface PublicStreamsOptions {
  readonly log: Pick<EventStore, 'readPublic' | 'head'>;
  /** Default: a reader of this log. */
  readonly reader?: ReturnType<typeof publicReader>;
  /** The text of one event on the wire. */
  readonly format: (event: StoredEvent) => string;
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
 * Streams of the public events, each at the pace of its reader. Readers at the same position share one read of the log.
 * So many readers that have caught up cost as much as one.
 */
export const publicStreams = ({
  log,
  reader = publicReader(log),
  format,
  pollMs = 250,
  heartbeatMs = 15_000,
  patienceMs = 30_000,
  maxReaders = 200,
}: PublicStreamsOptions) => {
  const open = new Set<AbortController>();
  const reads = new Map<number, Promise<PublicPage>>();
  let tick: Promise<void> | undefined;

  const read = (after: number): Promise<PublicPage> => {
    const shared = reads.get(after) ?? reader.read(after, PAGE).finally(() => reads.delete(after));
    reads.set(after, shared);
    return shared;
  };
  const nextTick = (): Promise<void> =>
    (tick ??= delay(pollMs, undefined, { ref: false })
      // Rejects if the log has gone back: the readers are disconnected rather than left behind on a branch that is no more.
      .then(() => log.head())
      .then(() => undefined)
      .finally(() => {
        tick = undefined;
      }));

  return {
    isFull: (): boolean => open.size >= maxReaders,
    /** Writes the events after a position until the reader leaves. Rejects if the log cannot be read or the reader takes nothing. */
    follow: async (to: Writable, after: number): Promise<void> => {
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
        for (let [position, quiet] = [after, 0]; !end.signal.aborted;) {
          const { events, upTo, isFull } = await read(position);
          for (const event of events) {
            await write(format(event));
            if (end.signal.aborted) return;
            quiet = 0;
          }
          position = upTo;
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
