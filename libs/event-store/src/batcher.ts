import { isTransient } from './transient-errors.js';

/** Sends the items of concurrent calls together (group commit). */
interface Batcher<Item, Answer> {
  /** If the signal aborts, rejects with its reason and leaves the queue. The item may be in a batch in flight by then. */
  readonly add: (item: Item, signal?: AbortSignal) => Promise<Answer>;
  /** Accepts no more items; resolves when all accepted ones are answered. */
  readonly close: () => Promise<void>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly size: number;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
  /** The batch that carries it. */
  flight?: Flight;
}

interface Flight {
  /** Aborts when no caller waits for the batch any longer. */
  readonly end: AbortController;
  waiting: number;
}

/** Bounds of a batch: the one that is reached first counts. */
const MAX_ITEMS = 256;
const MAX_WEIGHT = 8_000_000;

interface BatcherOptions<Item> {
  /** Batches in flight at the same time. */
  readonly batches: number;
  /**
   * Waiting items are divided among the free batches, in shares of at least this many. Without it they go in one batch:
   * cheapest if the callers have nothing to do meanwhile.
   */
  readonly minShare?: number;
  /** Size of an item, in the unit of the bound; default 0. */
  readonly weight?: (item: Item) => number;
}

/**
 * Items that are added in one turn of the event loop go together, and so do items that wait while all batches are in
 * flight. There is no timer: a single item is sent at the end of the turn.
 *
 * `send` resolves to the answers in the order of the batch. After an error that is not transient
 * ({@link isTransient}), each item is sent alone. Only the item at fault is then rejected. Its signal aborts when the
 * callers of all items have left.
 */
export const batcher = <Item, Answer>(
  send: (batch: readonly Item[], signal: AbortSignal) => Promise<readonly Answer[]>,
  { batches, minShare = MAX_ITEMS, weight = () => 0 }: BatcherOptions<Item>,
): Batcher<Item, Answer> => {
  const queue: Waiting<Item, Answer>[] = [];
  let inFlight = 0;
  let scheduled = false;
  let closing: (() => void) | undefined;

  const schedule = () => {
    if (scheduled || queue.length === 0 || inFlight >= batches) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      while (queue.length > 0 && inFlight < batches) {
        const share = Math.max(minShare, Math.ceil(queue.length / (batches - inFlight)));
        void deliver(queue.splice(0, countThatFits(queue, Math.min(share, MAX_ITEMS))));
      }
    });
  };

  const deliver = async (batch: readonly Waiting<Item, Answer>[]) => {
    inFlight += 1;
    const flight: Flight = { end: new AbortController(), waiting: batch.length };
    for (const one of batch) one.flight = flight;
    await answer(batch, flight.end.signal);
    inFlight -= 1;
    schedule();
    endIfDone();
  };

  const answer = async (batch: readonly Waiting<Item, Answer>[], signal: AbortSignal): Promise<void> => {
    try {
      const answers = await send(
        batch.map(({ item }) => item),
        signal,
      );
      batch.forEach(({ resolve }, i) => resolve(answers[i]!));
    } catch (error) {
      if (batch.length > 1 && !isTransient(error) && !signal.aborted) for (const one of batch) await answer([one], signal);
      else for (const { reject } of batch) reject(error);
    }
  };

  const endIfDone = (): void => {
    if (inFlight === 0 && queue.length === 0) closing?.();
  };

  const leave = (one: Waiting<Item, Answer>): void => {
    const place = queue.indexOf(one);
    if (place >= 0) queue.splice(place, 1);
    else if (one.flight && (one.flight.waiting -= 1) === 0) one.flight.end.abort(new Error('no caller waits any longer'));
    endIfDone();
  };

  return {
    add: (item, signal) => {
      if (closing) return Promise.reject(new Error('closed'));
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      return new Promise<Answer>((resolve, reject) => {
        const one: Waiting<Item, Answer> = { item, size: weight(item), resolve, reject };
        if (signal) {
          const giveUp = (): void => {
            leave(one);
            reject(signal.reason as Error);
          };
          const end =
            <T>(settle: (value: T) => void) =>
            (value: T): void => {
              signal.removeEventListener('abort', giveUp);
              settle(value);
            };
          [one.resolve, one.reject] = [end(resolve), end(reject)];
          signal.addEventListener('abort', giveUp, { once: true });
        }
        queue.push(one);
        schedule();
      });
    },
    close: () =>
      new Promise((resolve) => {
        closing = resolve;
        endIfDone();
      }),
  };
};

/** Number of items at the front of the queue that fit into one batch: at least one, at most `max`. */
const countThatFits = (queue: readonly { readonly size: number }[], max: number): number => {
  let count = 0;
  for (let total = 0; count < queue.length && count < max; count += 1) {
    total += queue[count]!.size;
    if (count > 0 && total > MAX_WEIGHT) break;
  }
  return count;
};
