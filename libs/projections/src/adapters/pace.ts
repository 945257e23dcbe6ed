import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work after which others are answered first. */
const SLICE_MS = 4;
/** Pieces of work between two looks at the clock. */
const PIECES = 8;

/**
 * Does a long piece of work in slices, so that others are answered in between. Ends with the reason of the signal.
 *
 * @param each one piece of the work
 */
export const paced = async <T>(pieces: Iterable<T>, each: (piece: T) => void, signal?: AbortSignal): Promise<void> => {
  let [done, since] = [0, performance.now()];
  for (const piece of pieces) {
    each(piece);
    done += 1;
    if (done % PIECES !== 0 || performance.now() - since < SLICE_MS) continue;
    await nextTurn();
    signal?.throwIfAborted();
    since = performance.now();
  }
};
