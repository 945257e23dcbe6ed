import type { Hasher } from '../hasher.js';
import { EMPTY_MAP, proveInMap, updateMap, type MapEntry, type MapNode, type MapProof } from '../map.js';

/** A map in memory, with the nodes of all its roots. */
export interface MemoryMap {
  readonly set: (...entries: readonly MapEntry[]) => Promise<void>;
  readonly root: () => Buffer;
  readonly prove: (key: Buffer, root?: Buffer) => Promise<MapProof>;
  /** The nodes that were read since the last call. */
  readonly reads: () => number;
}

export const memoryMap = (hasher: Hasher): MemoryMap => {
  const nodes = new Map<string, MapNode>();
  let root = EMPTY_MAP;
  let reads = 0;
  const read = (hash: Buffer): MapNode => {
    reads += 1;
    const node = nodes.get(hash.toString('hex'));
    if (!node) throw new Error('no such node');
    return node;
  };
  return {
    set: async (...entries) => {
      const update = updateMap(hasher, root, entries, read);
      for (const { hash, node } of update.added) nodes.set(hash.toString('hex'), node);
      ({ root } = update);
    },
    root: () => root,
    prove: (key, of = root) => proveInMap(of, key, async (hash) => read(hash)),
    reads: () => {
      const count = reads;
      reads = 0;
      return count;
    },
  };
};
