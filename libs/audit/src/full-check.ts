import type { Checkpoint } from './checkpoint.js';
import type { Hasher } from './hasher.js';
import { sha256 } from './hasher.js';
import { parseLeaf, type Leaf } from './leaf.js';
import { mapKey, mapRoot, type MapHead } from './map.js';
import { appendLeaf, EMPTY_RANGE, leafHash, rangeRoot } from './merkle.js';

/** A log whose leaves do not follow from each other. */
export class LogFault extends Error {
  constructor(
    /** Position of the event: index of the leaf + 1. */
    readonly position: number,
    readonly reason: string,
  ) {
    super(`position ${position}: ${reason}`);
  }
}

/** Checks a whole log leaf by leaf, and recomputes its tree and its map. */
export interface FullCheck {
  /** The next leaf. Throws {@link LogFault} or `Malformed`. */
  readonly add: (bytes: Uint8Array) => Leaf;
  /** Null if the leaves so far are the tree of the checkpoint, and their heads the map of the head; otherwise the reason. */
  readonly fault: (checkpoint: Omit<Checkpoint, 'origin'>, mapHead?: Pick<MapHead, 'size' | 'treeRoot' | 'mapRoot'>) => string | null;
  readonly size: () => number;
  readonly streams: () => number;
}

/** In this stream recorded time may go back: libs/event-store, `CLOCK_STREAM`. */
const CLOCK_STREAM = 'clock/log';

interface Head {
  readonly hash: Buffer;
  readonly text: string;
  readonly version: number;
}

/** @param hasher of the tree and of the map */
export const fullCheck = (hasher: Hasher): FullCheck => {
  let range = EMPTY_RANGE;
  let size = 0;
  let recorded = '';
  let epoch = { number: 0, after: 0 };
  const heads = new Map<string, Head>();

  const follows = (leaf: Leaf): string | null => {
    const head = heads.get(leaf.stream);
    const [number, after] = [Number(leaf.epoch.number), Number(leaf.epoch.after)];
    if (leaf.seq !== String(size)) return `the leaf says seq ${leaf.seq}`;
    if (leaf.streamVersion !== String((head?.version ?? 0) + 1))
      return `the version of ${leaf.stream} is ${leaf.streamVersion} after ${head?.version ?? 0}`;
    if (leaf.previous !== (head?.text ?? null)) return `the leaf does not follow the one before it in ${leaf.stream}`;
    if (leaf.recorded < recorded && leaf.stream !== CLOCK_STREAM) return `recorded time goes back, from ${recorded} to ${leaf.recorded}`;
    if (number === epoch.number ? after !== epoch.after : number < epoch.number || after > size || after < epoch.after)
      return `epoch ${number} begins after ${after}, and epoch ${epoch.number} before it after ${epoch.after}`;
    return null;
  };

  return {
    add: (bytes) => {
      const leaf = parseLeaf(bytes);
      const reason = follows(leaf);
      if (reason !== null) throw new LogFault(size + 1, reason);
      const hash = leafHash(hasher, bytes);
      const text = (hasher === sha256 ? hash : leafHash(sha256, bytes)).toString('hex');
      range = appendLeaf(hasher, range, hash);
      size += 1;
      recorded = leaf.recorded;
      epoch = { number: Number(leaf.epoch.number), after: Number(leaf.epoch.after) };
      heads.set(leaf.stream, { hash, text, version: Number(leaf.streamVersion) });
      return leaf;
    },
    fault: (checkpoint, head) => {
      if (checkpoint.size !== BigInt(size)) return `the checkpoint has ${checkpoint.size} leaves, there are ${size}`;
      if (!rangeRoot(hasher, range).equals(checkpoint.root)) return 'the root over the leaves is not that of the checkpoint';
      if (!head) return null;
      if (head.size !== checkpoint.size || !head.treeRoot.equals(checkpoint.root))
        return 'the map head is of another tree than the checkpoint';
      const entries = [...heads].map(([stream, { hash, version }]) => ({
        key: mapKey(hasher, stream),
        last: hash,
        version: BigInt(version),
      }));
      return mapRoot(hasher, entries).equals(head.mapRoot) ? null : 'the map over the leaves is not that of the map head';
    },
    size: () => size,
    streams: () => heads.size,
  };
};
