import { isTransient } from './transient-errors.js';

/** Sends the items of concurrent calls together (group commit). */
interface Batcher<Item, Answer> {
  readonly add: (item: Item) => Promise<Answer>;
  /** Accepts no more items; resolves when all accepted ones are answered. */
  readonly close: () => Promise<void>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly size: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
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
 * `send` resolves to the answers in the order of the batch. If it rejects a batch with an error that is not transient
 * ({@link isTransient}), each item is sent alone, so that only the item at fault is rejected.
 */
export const batcher = <Item, Answer>(
  send: (batch: readonly Item[]) => Promise<readonly Answer[]>,
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
    await answer(batch);
    inFlight -= 1;
    schedule();
    if (inFlight === 0 && queue.length === 0) closing?.();
  };

  const answer = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await send(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => resolve(answers[i]!));
    } catch (error) {
      if (batch.length > 1 && !isTransient(error)) for (const one of batch) await answer([one]);
      else for (const { reject } of batch) reject(error);
    }
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (closing) return reject(new Error('closed'));
        queue.push({ item, size: weight(item), resolve, reject });
        schedule();
      }),
    close: () =>
      new Promise((resolve) => {
        closing = resolve;
        if (inFlight === 0 && queue.length === 0) resolve();
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
