import { sha256, type Hasher } from '../hasher.js';
import {
  appendLeaf,
  consistencyProof,
  EMPTY_RANGE,
  inclusionProof,
  leafHash,
  treeRoot,
  type CompactRange,
  type NodeId,
  type ReadNodes,
} from '../merkle.js';

/** A tree in memory, with all its complete subtrees. */
export interface MemoryTree {
  readonly hasher: Hasher;
  readonly add: (leaf: Uint8Array) => void;
  readonly size: () => bigint;
  readonly read: ReadNodes;
  readonly root: (size?: bigint) => Promise<Buffer>;
  readonly inclusion: (index: bigint, size?: bigint) => Promise<readonly Buffer[]>;
  readonly consistency: (from: bigint, to?: bigint) => Promise<readonly Buffer[]>;
}

export const memoryTree = (leaves: Iterable<Uint8Array> = [], hasher: Hasher = sha256): MemoryTree => {
  const nodes = new Map<string, Buffer>();
  const key = ({ level, index }: NodeId): string => `${level}/${index}`;
  let range: CompactRange = EMPTY_RANGE;
  const read: ReadNodes = (ids) =>
    Promise.resolve(
      ids.map((id) => {
        const hash = nodes.get(key(id));
        if (!hash) throw new Error(`no node ${key(id)}`);
        return hash;
      }),
    );
  const add = (leaf: Uint8Array): void => {
    range = appendLeaf(hasher, range, leafHash(hasher, leaf), (id, hash) => nodes.set(key(id), hash));
  };
  for (const leaf of leaves) add(leaf);
  return {
    hasher,
    add,
    size: () => range.size,
    read,
    root: (size = range.size) => treeRoot(hasher, size, read),
    inclusion: (index, size = range.size) => inclusionProof(hasher, index, size, read),
    consistency: (from, to = range.size) => consistencyProof(hasher, from, to, read),
  };
};
