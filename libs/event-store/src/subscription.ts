import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { resting } from './resting.js';
import type { EventStore, StoredEvent, Subscription, SubscriptionHandler } from './port.js';

export interface SubscriptionOptions<Tx> {
  /** Of the reader: its checkpoint's key. */
  readonly name: string;
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  readonly handler: SubscriptionHandler<Tx>;
  /** Most events per page, and so per transaction. */
  readonly pageSize?: number;
  /** Hears of each page whose effects are committed here. */
  readonly onCommitted?: (page: readonly StoredEvent[]) => void;
  /** How long it rests when it has caught up and nobody nudges it. */
  readonly pollMs?: number;
  /** Hears of every failure while it runs by itself; `failures` counts them since the last success. */
  readonly onError: (error: unknown, where: { readonly name: string; readonly failures: number }) => void;
}

export interface PostgresSubscriptionOptions extends SubscriptionOptions<PoolClient> {
  /** Where the effects go. It need not be the database of the log. */
  readonly pool: Pool;
  /** The table of checkpoints there, if it is not the log's own: `name text PRIMARY KEY, position bigint NOT NULL`. */
  readonly checkpoints?: string;
}

/**
 * Reads the log by position. The checkpoint's row is locked while a page is handled, so of several instances with one
 * name only one is at work, and none repeats what another did.
 */
export const subscribe = (options: PostgresSubscriptionOptions): Subscription => {
  const { name, pool, checkpoints = 'checkpoints' } = options;
  const read = async (client: Pool | PoolClient, lock: string) => {
    const { rows } = await client.query<{ position: string }>(`SELECT position::text FROM ${checkpoints} WHERE name = $1 ${lock}`, [name]);
    return rows[0] && Number(rows[0].position);
  };
  return follow(options, {
    position: async () => (await read(pool, '')) ?? 0,
    advance: async (from, to, effects) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      // 连接在两次查询之间断开时无人在听：记下即可，下一次查询自会失败。
      const note = (failure: Error): void => void (broken = failure);
      client.on('error', note);
      try {
        await client.query('BEGIN');
        let stands = await read(client, 'FOR UPDATE');
        if (stands === undefined) {
          await client.query(`INSERT INTO ${checkpoints} (name, position) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING`, [name]);
          stands = (await read(client, 'FOR UPDATE')) ?? 0;
        }
        if (stands !== from) {
          await client.query('ROLLBACK');
          return stands;
        }
        await effects(client);
        await client.query(`UPDATE ${checkpoints} SET position = $2 WHERE name = $1`, [name, to]);
        await client.query('COMMIT');
        return to;
      } catch (error) {
        await client.query('ROLLBACK').catch(note);
        throw error;
      } finally {
        client.off('error', note);
        client.release(broken);
      }
    },
  });
};

/** The same in memory, for one instance per name. There is no transaction: what a handler did before it threw is its own affair. */
export const subscribeInMemory = (
  options: SubscriptionOptions<undefined> & { readonly checkpoints?: Map<string, number> },
): Subscription => {
  const { name, checkpoints = new Map<string, number>() } = options;
  return follow(options, {
    position: async () => checkpoints.get(name) ?? 0,
    advance: async (from, to, effects) => {
      if ((checkpoints.get(name) ?? 0) === from) {
        await effects(undefined);
        checkpoints.set(name, to);
      }
      return checkpoints.get(name) ?? 0;
    },
  });
};

/** Where a reader stands. */
interface Place<Tx> {
  readonly position: () => Promise<number>;
  /** Moves from `from` to `to` together with the effects, unless it stands elsewhere by now; gives where it then stands. */
  readonly advance: (from: number, to: number, effects: (tx: Tx) => Promise<void>) => Promise<number>;
}

const LONGEST_PAUSE_MS = 5_000;

const follow = <Tx>(
  { name, log, handler, pageSize = 500, pollMs = 200, onCommitted, onError }: SubscriptionOptions<Tx>,
  place: Place<Tx>,
): Subscription => {
  let turn: Promise<unknown> = Promise.resolve();
  let running: { readonly end: AbortController; readonly done: Promise<void> } | undefined;
  const pause = resting(pollMs);

  const advanceToHead = async (end?: AbortSignal): Promise<number> => {
    let at = await place.position();
    const head = await log.head();
    if (at > head) throw new Error(`${name} stands at ${at}, beyond the log’s end at ${head}`);
    while (at < head && !end?.aborted) {
      for await (const page of log.readAll({ after: at, upTo: head, pageSize })) {
        assertNext(name, at, page);
        const to = at + page.length;
        let handled = false;
        at = await place.advance(at, to, async (tx) => {
          await handler(page, tx);
          handled = true;
        });
        if (handled) onCommitted?.(page);
        if (at !== to || end?.aborted) break; // another instance moved it: go on from there
      }
    }
    return at;
  };

  /** One at a time in this process; between processes the checkpoint decides. */
  const inTurn = (end?: AbortSignal): Promise<number> => {
    const mine = turn.then(() => advanceToHead(end));
    turn = mine.catch(() => undefined);
    return mine;
  };

  const run = async (end: AbortSignal): Promise<void> => {
    let failures = 0;
    while (!end.aborted) {
      pause.look();
      try {
        await inTurn(end);
        failures = 0;
        await pause.rest(end);
      } catch (error) {
        failures += 1;
        onError(error, { name, failures });
        await delay(Math.min(20 * 2 ** failures, LONGEST_PAUSE_MS), undefined, { signal: end }).catch(() => undefined);
      }
    }
  };

  return {
    name,
    position: place.position,
    catchUp: () => inTurn(),
    nudge: pause.nudge,
    start: () => {
      if (running) return;
      const end = new AbortController();
      running = { end, done: run(end.signal) };
    },
    stop: async () => {
      const current = running;
      running = undefined;
      current?.end.abort();
      pause.wake();
      await current?.done;
    },
  };
};

/** Positions are dense, so anything but the next one means that the reader or the log has lost something. */
const assertNext = (name: string, after: number, page: readonly StoredEvent[]): void => {
  page.forEach(({ position }, i) => {
    if (position !== after + i + 1) throw new Error(`${name} was to read ${after + i + 1} and got ${position}: the log has a gap`);
  });
};
