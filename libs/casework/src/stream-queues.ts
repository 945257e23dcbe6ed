/**
 * A queue per stream. The next command of a stream decides on the state that the one before it left, without waiting for
 * the commit. Several streams are acquired in one fixed order, so there is no deadlock.
 */
interface StreamQueues {
  /** Resolves when all streams are held, to the function that releases them. */
  readonly acquire: (streams: readonly string[]) => Promise<() => void>;
}

export const streamQueues = (): StreamQueues => {
  /** The last holder or waiter of each stream. */
  const tails = new Map<string, Promise<void>>();
  return {
    acquire: async (streams) => {
      const names = [...new Set(streams)].sort();
      let release!: () => void;
      const held = new Promise<void>((resolve) => (release = resolve));
      const before = names.map((name) => tails.get(name)).filter((tail) => tail !== undefined);
      const tail = before.length ? Promise.all(before).then(() => held) : held;
      for (const name of names) tails.set(name, tail);
      if (before.length) await Promise.all(before);
      return () => {
        for (const name of names) if (tails.get(name) === tail) tails.delete(name);
        release();
      };
    },
  };
};
