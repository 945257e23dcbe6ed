import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

export interface StreamLimits {
  /** Interval between two polls; all readers share it. */
  readonly pollMs?: number;
  /** A reader gets a comment after so long without an event, so that no proxy closes an idle connection. */
  readonly heartbeatMs?: number;
  /** The connection is closed when a reader takes nothing for so long. It can resume. */
  readonly patienceMs?: number;
  /** Limit of simultaneous readers. */
  readonly maxReaders?: number;
  /** A stream ends after so long. Its reader comes back with its last event, and is asked for his token again. Default: never. */
  readonly lifeMs?: number;
}

/** A page of the items that a reader may see behind a place. */
export interface StreamPage<Place, Item> {
  readonly items: readonly Item[];
  /** Up to where it was read. */
  readonly upTo: Place;
  /** True if there may be more at once. */
  readonly isFull: boolean;
}

/** Told to readers: the pause before they reconnect. */
const RETRY_MS = 3_000;

/** Streams of server-sent events, each at the pace of its reader. */
export const eventStreams = ({ pollMs = 250, heartbeatMs = 15_000, patienceMs = 30_000, maxReaders = 600, lifeMs }: StreamLimits = {}) => {
  const open = new Set<AbortController>();
  let tick: Promise<void> | undefined;
  const nextTick = (): Promise<void> =>
    (tick ??= delay(pollMs, undefined, { ref: false }).finally(() => {
      tick = undefined;
    }));

  return {
    isFull: (): boolean => open.size >= maxReaders,
    /**
     * Writes the items after a place until the reader leaves. Rejects with the error of `read`, and if the reader takes nothing.
     *
     * @param format the text of one item on the wire
     */
    follow: async <Place, Item>(
      to: Writable,
      after: Place,
      read: (place: Place) => Promise<StreamPage<Place, Item>>,
      format: (item: Item) => string,
    ): Promise<void> => {
      const end = new AbortController();
      const life = lifeMs === undefined ? undefined : setTimeout(() => end.abort(), lifeMs).unref();
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
        clearTimeout(life);
        open.delete(end);
      }
    },
    /** Ends all streams. */
    close: (): void => {
      for (const end of open) end.abort();
    },
  };
};
