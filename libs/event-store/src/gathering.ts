import { isLost } from './lost-connection.js';

export interface Gathering<Item, Answer> {
  readonly add: (item: Item) => Promise<Answer>;
  /** Takes no more, and resolves when all that was taken is answered. */
  readonly close: () => Promise<void>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly size: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** So many go together at most, by count and by weight, whichever is reached first. */
const MOST_ITEMS = 256;
const MOST_WEIGHT = 8_000_000;

interface GatheringOptions<Item> {
  /** Batches that may be under way at once. */
  readonly batches: number;
  /**
   * What waits is shared out among the batches that are free, in shares no smaller than this. Without it, it goes in
   * one: cheapest, where the callers have nothing to do meanwhile.
   */
  readonly worthSharing?: number;
  readonly weight?: (item: Item) => number;
}

/**
 * Lets concurrent calls share one trip: what comes in within one turn of the event loop, or while as many batches as
 * may be are under way, goes together. There is no timer; a call that comes alone leaves at the end of the turn.
 *
 * `send` answers a whole batch in order. When it refuses one (not when the connection is lost, see {@link isLost}),
 * each item is sent by itself, so that only the one that was at fault gets the error.
 */
export const gather = <Item, Answer>(
  send: (batch: readonly Item[]) => Promise<readonly Answer[]>,
  { batches, worthSharing = MOST_ITEMS, weight = () => 0 }: GatheringOptions<Item>,
): Gathering<Item, Answer> => {
  const queue: Waiting<Item, Answer>[] = [];
  let underWay = 0;
  let scheduled = false;
  let closing: (() => void) | undefined;

  const schedule = () => {
    if (scheduled || queue.length === 0 || underWay >= batches) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      while (queue.length > 0 && underWay < batches) {
        const share = Math.max(worthSharing, Math.ceil(queue.length / (batches - underWay)));
        void deliver(queue.splice(0, enough(queue, Math.min(share, MOST_ITEMS))));
      }
    });
  };

  const deliver = async (batch: readonly Waiting<Item, Answer>[]) => {
    underWay += 1;
    await answer(batch);
    underWay -= 1;
    schedule();
    if (underWay === 0 && queue.length === 0) closing?.();
  };

  const answer = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await send(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, i) => resolve(answers[i]!));
    } catch (error) {
      if (batch.length > 1 && !isLost(error)) for (const one of batch) await answer([one]);
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
        if (underWay === 0 && queue.length === 0) resolve();
      }),
  };
};

const enough = (queue: readonly { readonly size: number }[], most: number): number => {
  let count = 0;
  for (let total = 0; count < queue.length && count < most; count += 1) {
    total += queue[count]!.size;
    if (count > 0 && total > MOST_WEIGHT) break;
  }
  return count;
};
