import { until } from '@minglu/event-store';

/**
 * A queue per stream. The next command of a stream decides on the state that the one before it left, without waiting for
 * the commit. Several streams are acquired in one fixed order, so there is no deadlock.
 */
interface StreamQueues {
  /** Resolves when all streams are held, to the function that releases them. If the signal aborts before, rejects and leaves the queues. */
  readonly acquire: (streams: readonly string[], signal?: AbortSignal) => Promise<() => void>;
}

export const streamQueues = (): StreamQueues => {
  /** The last holder or waiter of each stream. */
  const tails = new Map<string, Promise<void>>();
  return {
    acquire: async (streams, signal) => {
      const names = [...new Set(streams)].sort();
      let release!: () => void;
      const held = new Promise<void>((resolve) => (release = resolve));
      const before = names.map((name) => tails.get(name)).filter((tail) => tail !== undefined);
      const tail = before.length ? Promise.all(before).then(() => held) : held;
      for (const name of names) tails.set(name, tail);
      const forget = (): void => {
        for (const name of names) if (tails.get(name) === tail) tails.delete(name);
      };
      try {
        if (before.length) await until(signal, Promise.all(before));
      } catch (error) {
        release();
        void tail.then(forget); // the holders before are still there
        throw error;
      }
      return () => {
        forget();
        release();
      };
    },
  };
};
