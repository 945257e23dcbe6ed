import type { Pool, PoolClient } from 'pg';
import type { EventStore, StoredEvent, Subscription, SubscriptionHandler } from './port.js';
import { inTransaction } from './transaction.js';
import { workLoop } from './work-loop.js';

export interface SubscriptionOptions {
  /** Name of the reader, and key of its checkpoint. */
  readonly name: string;
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  /** Database of the effects. It need not be the database of the log. */
  readonly pool: Pool;
  /** Table of checkpoints there, default `checkpoints`: `name text PRIMARY KEY, position bigint NOT NULL`. */
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
 */
export const subscribe = (options: SubscriptionOptions): Subscription => {
  const { name, pool, checkpoints = 'checkpoints', log, handler, pageSize = 500, pollMs = 200, onCommitted, onError } = options;

  const read = async (client: Pool | PoolClient, lock = ''): Promise<number | undefined> => {
    const { rows } = await client.query<{ position: string }>(`SELECT position::text FROM ${checkpoints} WHERE name = $1 ${lock}`, [name]);
    return rows[0] && Number(rows[0].position);
  };
  const position = async (): Promise<number> => (await read(pool)) ?? 0;

  const readLocked = async (tx: PoolClient): Promise<number> => {
    const current = await read(tx, 'FOR UPDATE');
    if (current !== undefined) return current;
    await tx.query(`INSERT INTO ${checkpoints} (name, position) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING`, [name]);
    return (await read(tx, 'FOR UPDATE')) ?? 0;
  };

  /** Handles a page that begins after `from`, unless another instance has moved the checkpoint. Resolves to the checkpoint. */
  const handle = async (from: number, page: readonly StoredEvent[]): Promise<number> => {
    const to = from + page.length;
    const [reached, handled] = await inTransaction(pool, async (tx) => {
      const current = await readLocked(tx);
      if (current !== from) return [current, false];
      await handler(page, tx);
      await tx.query(`UPDATE ${checkpoints} SET position = $2 WHERE name = $1`, [name, to]);
      return [to, true];
    });
    if (handled) onCommitted?.(page);
    return reached;
  };

  const advanceToHead = async (signal?: AbortSignal): Promise<number> => {
    let at = await position();
    const head = await log.head();
    if (at > head) throw new Error(`the checkpoint of ${name} is ${at}, beyond the end of the log at ${head}`);
    while (at < head && !signal?.aborted) {
      for await (const page of log.readAll({ after: at, upTo: head, pageSize })) {
        assertNext(name, at, page);
        const expected = at + page.length;
        at = await handle(at, page);
        if (at !== expected || signal?.aborted) break; // another instance moved the checkpoint: read on from there
      }
    }
    return at;
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
  return { name, position, catchUp: () => catchUp(), start, wake, stop };
};

/** Positions are dense. Any position but the next one means that the reader or the log has lost an event. */
const assertNext = (name: string, after: number, page: readonly StoredEvent[]): void => {
  page.forEach(({ position }, i) => {
    if (position !== after + i + 1) throw new Error(`${name} expected position ${after + i + 1} and read ${position}: the log has a gap`);
  });
};
