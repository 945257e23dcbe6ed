/** Heads that are kept: enough for a call each second over a quarter of an hour. */
const MOST_HEADS = 1_000;

/**
 * How long the oldest event without a checkpoint has waited. It is told from the heads of the log that earlier calls have seen, so a clock
 * of another machine plays no part.
 *
 * @param now milliseconds of a clock that only goes forward
 */
export const checkpointWait = (now: () => number) => {
  const heads: { readonly head: number; readonly at: number }[] = [];
  /** Milliseconds; 0 if a checkpoint covers all events. `covered`: the size of the newest checkpoint of the full tree. */
  return (head: number, covered: number): number => {
    const at = now();
    while (heads.length > 0 && heads[0]!.head <= covered) heads.shift();
    if (head > covered && head > (heads.at(-1)?.head ?? 0) && heads.length < MOST_HEADS) heads.push({ head, at });
    return heads.length > 0 ? at - heads[0]!.at : 0;
  };
};
