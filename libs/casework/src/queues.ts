/**
 * One queue per stream: whoever holds a stream decides on its running state; the next in line decides on what that left,
 * without waiting for the commit. Several streams are taken in one order, so that nobody waits in a circle.
 */
export interface Queues {
  /** Resolves to the release when all are held. */
  readonly take: (streams: readonly string[]) => Promise<() => void>;
}

export const queues = (): Queues => {
  const tails = new Map<string, Promise<void>>();
  return {
    take: async (streams) => {
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
