import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, StoredEvent } from '@minglu/event-store';

export interface PublicStreamsOptions {
  readonly log: Pick<EventStore, 'readPublic'>;
  /** One event as the reader gets it. */
  readonly written: (event: StoredEvent) => string;
  /** How often is looked for what is new, once for all readers. */
  readonly pollMs?: number;
  /** A reader that hears nothing for so long gets a comment, so that nothing on the way takes the connection for dead. */
  readonly heartbeatMs?: number;
  /** How long a reader may leave lying what was sent before the connection is closed; it can resume. */
  readonly patienceMs?: number;
  /** Readers at once. */
  readonly most?: number;
}

const PAGE = 100;
/** A reader whose connection broke comes back after so long. */
const RETRY_MS = 3_000;

/**
 * Readers who follow the public events, each at its own pace. Those at the same place share one read of the log, so that many who have
 * caught up cost as much as one.
 */
export const publicStreams = ({
  log,
  written,
  pollMs = 250,
  heartbeatMs = 15_000,
  patienceMs = 30_000,
  most = 200,
}: PublicStreamsOptions) => {
  const open = new Set<AbortController>();
  const reads = new Map<number, Promise<readonly StoredEvent[]>>();
  let tick: Promise<void> | undefined;

  const read = (after: number): Promise<readonly StoredEvent[]> => {
    const shared = reads.get(after) ?? log.readPublic(after, PAGE).finally(() => reads.delete(after));
    reads.set(after, shared);
    return shared;
  };
  const nextTick = (): Promise<void> =>
    (tick ??= delay(pollMs, undefined, { ref: false }).then(() => {
      tick = undefined;
    }));

  return {
    full: (): boolean => open.size >= most,
    /** Writes what comes after a place until the reader leaves; rejects where the log cannot be read or the reader takes nothing. */
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
          const events = await read(position);
          for (const event of events) {
            await write(written(event));
            if (end.signal.aborted) return;
            [position, quiet] = [event.position, 0];
          }
          if (events.length === PAGE) continue;
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
    /** Lets every reader go. */
    close: (): void => {
      for (const end of open) end.abort();
    },
  };
};
