import { HASH_BYTES, type Hasher } from './hasher.js';
import { nodeHash } from './merkle.js';

/** A claim that a tree has a leaf at an index. */
export interface Inclusion {
  readonly index: bigint;
  readonly size: bigint;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** A claim that a tree begins with the leaves of an older one. */
export interface Consistency {
  readonly from: bigint;
  readonly to: bigint;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** True if the proof holds (RFC 9162, 2.1.3.2). Never throws. */
export const verifyInclusion = (hasher: Hasher, { index, size, leafHash, proof, root }: Inclusion): boolean => {
  if (index < 0n || index >= size || !areHashes([leafHash, root, ...proof])) return false;
  let at = index;
  let last = size - 1n;
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      hash = nodeHash(hasher, sibling, hash);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else hash = nodeHash(hasher, hash, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n && same(hash, root);
};

/**
 * True if the proof holds (RFC 9162, 2.1.4.2). Never throws. Size 0 proves nothing, so `from` = 0 is refused; equal
 * sizes take an empty proof.
 */
export const verifyConsistency = (hasher: Hasher, { from, to, fromRoot, toRoot, proof }: Consistency): boolean => {
  if (from <= 0n || from > to || !areHashes(proof)) return false;
  if (from === to) return proof.length === 0 && same(fromRoot, toRoot);
  const path = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  if (path.length === 0) return false;
  let at = from - 1n;
  let last = to - 1n;
  while (at & 1n) [at, last] = [at >> 1n, last >> 1n];
  let oldHash = path[0]!;
  let newHash = oldHash;
  for (const sibling of path.slice(1)) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      oldHash = nodeHash(hasher, sibling, oldHash);
      newHash = nodeHash(hasher, sibling, newHash);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else newHash = nodeHash(hasher, newHash, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n && same(oldHash, fromRoot) && same(newHash, toRoot);
};

const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every((hash) => hash.length === HASH_BYTES);
const isPowerOfTwo = (n: bigint): boolean => (n & (n - 1n)) === 0n;
/** Roots are public: the comparison need not take the same time for all. */
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
