import type { Leaf } from '../leaf.js';
import { openCheckpoint, type OpenedCheckpoint, type Policy } from '../policy.js';
import { timeFault, type SeenTree } from '../times.js';
import { holds } from './verdict.js';

/** Other checkpoints that witnesses have cosigned, and the tolerance in seconds. */
export interface Times {
  readonly seen: readonly OpenedCheckpoint[];
  readonly tolerance: bigint;
}

export const openSeen = (notes: readonly Buffer[], policy: Policy, tolerance: bigint): Times => ({
  seen: notes.map((note) => openCheckpoint(note, policy)),
  tolerance,
});

/** Compares recorded times with what witnesses saw: at the checkpoint itself, and at others of the same log. */
export const assertTimes = (leaves: Iterable<Leaf>, checkpoint: OpenedCheckpoint, times: Times): void => {
  const check = timeCheck(checkpoint, times);
  for (const leaf of leaves) check(leaf);
};

/** The same, leaf by leaf. */
export const timeCheck = (checkpoint: OpenedCheckpoint, { seen, tolerance }: Times): ((leaf: Leaf) => void) => {
  for (const { origin } of seen) holds(origin === checkpoint.origin, `a checkpoint that was seen is of the log ${origin}`);
  const trees = [checkpoint, ...seen].flatMap(({ size, witnesses }): SeenTree[] => witnesses.map(({ time }) => ({ size, time })));
  return (leaf) => {
    const fault = timeFault(leaf, trees, tolerance);
    holds(fault === null, `the event ${leaf.event} was dated otherwise: ${fault}`);
  };
};
