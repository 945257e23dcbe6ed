import type { Leaf } from './leaf.js';

/** A checkpoint that a witness has cosigned. */
export interface SeenTree {
  readonly size: bigint;
  /** Of the cosignature: Unix time in seconds. */
  readonly time: bigint;
}

/**
 * Null if the recorded time of a leaf agrees with what witnesses have seen; otherwise the reason. A leaf that was in a tree was recorded before
 * the tree was seen. A leaf that was not in it was recorded later, so nobody dates an event back behind a checkpoint.
 *
 * @param tolerance seconds: for the clocks, and for the time from the append to the next checkpoint
 */
export const timeFault = ({ seq, recorded }: Pick<Leaf, 'seq' | 'recorded'>, seen: readonly SeenTree[], tolerance: bigint): string | null => {
  const at = BigInt(Date.parse(recorded)) / 1_000n;
  for (const { size, time } of seen) {
    if (BigInt(seq) < size && at > time + tolerance) return `it says ${recorded}, but a witness had seen it at ${instant(time)}`;
    if (BigInt(seq) >= size && at < time - tolerance) return `it says ${recorded}, but it was not yet there when a witness looked at ${instant(time)}`;
  }
  return null;
};

const instant = (time: bigint): string => new Date(Number(time) * 1_000).toISOString();
