import type { Pool, PoolClient } from 'pg';
import { checkpointTable } from './checkpoint-table.js';
import { hashOf, lookFrom, placeIn, standingOf, type Checkpoint } from './place.js';
import type { EventStore, StoredEvent, Subscription, SubscriptionHandler } from './port.js';
import { inTransaction } from './transaction.js';
import { workLoop } from './work-loop.js';

export interface SubscriptionOptions {
  /** Name of the reader, and key of its checkpoint. */
  readonly name: string;
  readonly log: Pick<EventStore, 'look' | 'readAll'>;
  /** Database of the effects. It need not be the database of the log. */
  readonly pool: Pool;
  /** Table of checkpoints there, default `checkpoints`: `name`, `position`, and the place `log_id`, `epoch`, `hash`. */
  readonly checkpoints?: string;
  readonly handler: SubscriptionHandler<PoolClient>;
  /** Most events of a page. Each page is one transaction. */
  readonly pageSize?: number;
  /** Called for each page after this instance has committed its effects. */
  readonly onCommitted?: (page: readonly StoredEvent[]) => void;
  /** Pause in milliseconds when it has caught up; `wake` ends it. */
  readonly pollMs?: number;
  /** Called for each failure while it runs; `failures` counts them since the last success. */
  readonly onError: (error: unknown, where: { readonly name: string; readonly failures: number }) => void;
}

/**
 * Reads the log by position. The row of the checkpoint is locked while a page is handled. So of several instances with
 * one name only one works, and none repeats the work of another.
 *
 * The checkpoint remembers its place in the log. Each round and each page compares it: on another log or branch it stops
 * with `OtherBranch`, and neither effects nor checkpoint change.
 */
export const subscribe = (options: SubscriptionOptions): Subscription => {
  const { name, pool, checkpoints = 'checkpoints', log, handler, pageSize = 500, pollMs = 200, onCommitted, onError } = options;

  const row = checkpointTable(checkpoints, name);
  const position = async (): Promise<number> => (await row.read(pool)).position;

  /** Handles a page that begins after `from`, unless another instance has moved the checkpoint. Resolves to the checkpoint. */
  const handle = async (from: Checkpoint, page: readonly StoredEvent[]): Promise<Checkpoint> => {
    // After the page was read: it came from the log that this compares.
    const look = await lookFrom(log, name, from);
    const place = placeIn(look, from.position + page.length, hashOf(page.at(-1)!));
    const [reached, handled] = await inTransaction(pool, async (tx) => {
      const current = await row.readLocked(tx);
      if (current.position !== from.position) return [current, false];
      await handler(page, tx);
      await row.save(tx, place);
      return [{ position: place.position, place }, true];
    });
    if (handled) onCommitted?.(page);
    return reached;
  };

  const advanceToHead = async (signal?: AbortSignal): Promise<number> => {
    let at = await row.read(pool);
    const { head } = await lookFrom(log, name, at);
    while (at.position < head && !signal?.aborted) {
      for await (const page of log.readAll({ after: at.position, upTo: head, pageSize })) {
        assertNext(name, at.position, page);
        const expected = at.position + page.length;
        at = await handle(at, page);
        if (at.position !== expected || signal?.aborted) break; // another instance moved the checkpoint: read on from there
      }
    }
    return at.position;
  };

  let last: Promise<unknown> = Promise.resolve();
  /** One reading at a time in this process; between processes the lock of the checkpoint decides. */
  const catchUp = (signal?: AbortSignal): Promise<number> => {
    const mine = last.then(() => advanceToHead(signal));
    last = mine.catch(() => undefined);
    return mine;
  };

  const { start, wake, stop } = workLoop({
    work: async (signal) => void (await catchUp(signal)),
    pollMs,
    onError: (error, failures) => onError(error, { name, failures }),
  });
  const standing = async (): Promise<string | null> => standingOf(log, name, await row.read(pool));
  return { name, position, standing, catchUp: () => catchUp(), start, wake, stop };
};

/** Positions are dense. Any position but the next one means that the reader or the log has lost an event. */
const assertNext = (name: string, after: number, page: readonly StoredEvent[]): void => {
  page.forEach(({ position }, i) => {
    if (position !== after + i + 1) throw new Error(`${name} expected position ${after + i + 1} and read ${position}: the log has a gap`);
  });
};
