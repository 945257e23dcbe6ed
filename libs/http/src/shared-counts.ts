import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Requests of one caller in a window, and the milliseconds until the window ends. */
interface Used {
  readonly current: number;
  readonly ttl: number;
}

/** Counts the requests of callers for several gateways. */
export interface SharedCounts {
  /** Counts one request more. The answer has those of the other gateways that were known at the last settlement. */
  readonly count: (caller: string) => Used;
  /** Sends the new requests and takes the sums of all gateways. After a failure this process goes on with its own counts. */
  readonly settle: () => Promise<void>;
}

/** The requests of one caller in a window. His id does not show his address. */
export interface Usage {
  readonly caller: string;
  readonly requests: number;
}

/**
 * The place where gateways meet. Adds these requests to the window that starts at `starts` (seconds since 1970). Resolves to the sums of all
 * gateways for the same callers, in any order.
 */
export type Settlement = (starts: number, usage: readonly Usage[]) => Promise<readonly Usage[]>;

const WINDOW_MS = 60_000;
/** Callers that are remembered; the one that asked longest ago is forgotten first. */
const MAX_CALLERS = 20_000;
/** Callers of one settlement. The others follow with the next. */
const MAX_SETTLED = 1_000;

interface Counted {
  /** Of all gateways, as far as they are settled. */
  settled: number;
  /** Of this gateway, and not settled. */
  open: number;
}

/**
 * Counts in windows of a minute that begin at the same time everywhere. A request costs no round trip. Between two settlements a caller can
 * exceed a limit at other gateways.
 *
 * @param key makes the ids of callers, and is the same in all gateways. No address is sent.
 */
export const sharedCounts = (key: Uint8Array, send: Settlement, clock: () => number = Date.now): SharedCounts => {
  let starts = 0;
  const callers = new LRUCache<string, Counted>({ max: MAX_CALLERS });
  const turn = (now: number): void => {
    const window = now - (now % WINDOW_MS);
    if (window === starts) return;
    starts = window;
    callers.clear();
  };
  return {
    count: (caller) => {
      const now = clock();
      turn(now);
      const id = createHmac('sha256', key).update(caller).digest('hex').slice(0, 32);
      const counted = callers.get(id) ?? { settled: 0, open: 0 };
      counted.open += 1;
      callers.set(id, counted);
      return { current: counted.settled + counted.open, ttl: starts + WINDOW_MS - now };
    },
    settle: async () => {
      turn(clock());
      const window = starts;
      const usage: Usage[] = [];
      for (const [caller, counted] of callers.entries()) {
        if (counted.open === 0) continue;
        usage.push({ caller, requests: counted.open });
        counted.settled += counted.open;
        counted.open = 0;
        if (usage.length === MAX_SETTLED) break;
      }
      if (usage.length === 0) return;
      const sums = await send(window / 1_000, usage);
      if (window !== starts) return;
      for (const { caller, requests } of sums) {
        const counted = callers.peek(caller);
        // A settlement may have been lost.
        if (counted) counted.settled = Math.max(counted.settled, requests);
      }
    },
  };
};
