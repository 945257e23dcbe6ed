import type { Hasher } from './hasher.js';

// Merkle trees of RFC 6962 (RFC 9162, section 2). A tree splits at the largest power of two below its size; an odd node is never duplicated.

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** H(0x00 ‖ leaf). */
export const leafHash = (hasher: Hasher, leaf: Uint8Array): Buffer => hasher.digest(LEAF, leaf);
/** H(0x01 ‖ left ‖ right). */
export const nodeHash = (hasher: Hasher, left: Uint8Array, right: Uint8Array): Buffer => hasher.digest(NODE, left, right);
/** H(""): the root of a tree without leaves. */
export const emptyRoot = (hasher: Hasher): Buffer => hasher.digest(Buffer.alloc(0));

/**
 * The right edge of a tree: the roots of its complete subtrees, from the largest to the smallest, one for each bit that is set
 * in `size`. That is all that a tree needs to grow.
 */
export interface CompactRange {
  readonly size: bigint;
  readonly hashes: readonly Buffer[];
}

export const EMPTY_RANGE: CompactRange = { size: 0n, hashes: [] };

/** A complete subtree: that of the leaves index × 2^level … (index + 1) × 2^level − 1. Level 0 is the leaf hashes. */
export interface NodeId {
  readonly level: number;
  readonly index: bigint;
}

/**
 * The range with one leaf more. `visit` gets each complete subtree that the leaf completes, from level 0 upwards: the nodes
 * that a store keeps, each of them once.
 */
export const appendLeaf = (
  hasher: Hasher,
  range: CompactRange,
  hash: Buffer,
  visit?: (node: NodeId, hash: Buffer) => void,
): CompactRange => {
  const hashes = range.hashes.slice();
  let node = hash;
  let level = 0;
  let index = range.size;
  visit?.({ level, index }, node);
  while (index & 1n) {
    node = nodeHash(hasher, hashes.pop()!, node);
    index >>= 1n;
    level += 1;
    visit?.({ level, index }, node);
  }
  hashes.push(node);
  return { size: range.size + 1n, hashes };
};

/** The root of the tree that ends with the range. */
export const rangeRoot = (hasher: Hasher, { hashes }: CompactRange): Buffer =>
  hashes.length === 0 ? emptyRoot(hasher) : hashes.reduceRight((right, left) => nodeHash(hasher, left, right));

/** The nodes of a compact range, in its order: what a store reads to let the tree of `size` grow. */
export const rangeNodes = (size: bigint): readonly NodeId[] => covering(0n, size);

/** The root over leaf hashes. */
export const rootOf = (hasher: Hasher, leafHashes: Iterable<Buffer>): Buffer => {
  let range = EMPTY_RANGE;
  for (const hash of leafHashes) range = appendLeaf(hasher, range, hash);
  return rangeRoot(hasher, range);
};

/** Reads complete subtrees, in the order asked. Rejects if one is not there. */
export type ReadNodes = (nodes: readonly NodeId[]) => Promise<readonly Buffer[]>;

/** The root of the tree of the first `size` leaves. */
export const treeRoot = async (hasher: Hasher, size: bigint, read: ReadNodes): Promise<Buffer> =>
  rangeRoot(hasher, { size, hashes: await read(rangeNodes(size)) });

/**
 * The inclusion proof of a leaf (RFC 9162, 2.1.3): sibling hashes from the leaf to the root. One call of `read`.
 * Throws RangeError unless 0 ≤ index < size.
 */
export const inclusionProof = (hasher: Hasher, index: bigint, size: bigint, read: ReadNodes): Promise<readonly Buffer[]> => {
  if (index < 0n || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  return readSpans(hasher, siblings(index, 0n, size), read);
};

/**
 * The consistency proof between two sizes (RFC 9162, 2.1.4). Empty if they are equal. One call of `read`.
 * Throws RangeError unless 0 < from ≤ to.
 */
export const consistencyProof = (hasher: Hasher, from: bigint, to: bigint, read: ReadNodes): Promise<readonly Buffer[]> => {
  if (from <= 0n || from > to) throw new RangeError(`no consistency proof from ${from} to ${to}`);
  return readSpans(hasher, from === to ? [] : oldAndNew(from, 0n, to, true), read);
};

/** Leaves from `begin` up to, not including, `end`, whose hash is one element of a proof. */
type Span = readonly [begin: bigint, end: bigint];

/** RFC 9162, 2.1.3.1: PATH, over the leaves from `begin` to `end`. */
const siblings = (index: bigint, begin: bigint, end: bigint): readonly Span[] => {
  if (end - begin === 1n) return [];
  const middle = begin + splitOf(end - begin);
  return index < middle ? [...siblings(index, begin, middle), [middle, end]] : [...siblings(index, middle, end), [begin, middle]];
};

/** RFC 9162, 2.1.4.1: SUBPROOF. `whole`: the old tree is this subtree, so the verifier has its hash. */
const oldAndNew = (from: bigint, begin: bigint, end: bigint, whole: boolean): readonly Span[] => {
  if (from === end) return whole ? [] : [[begin, end]];
  const middle = begin + splitOf(end - begin);
  return from <= middle
    ? [...oldAndNew(from, begin, middle, whole), [middle, end]]
    : [...oldAndNew(from, middle, end, false), [begin, middle]];
};

/** The largest power of two below n, for n > 1. */
const splitOf = (n: bigint): bigint => 1n << BigInt((n - 1n).toString(2).length - 1);

/** The complete subtrees of which the span consists, from left to right. The spans of proofs begin at a multiple of their split. */
const covering = (begin: bigint, end: bigint): readonly NodeId[] => {
  const nodes: NodeId[] = [];
  for (let at = begin; at < end;) {
    const level = (end - at).toString(2).length - 1;
    nodes.push({ level, index: at >> BigInt(level) });
    at += 1n << BigInt(level);
  }
  return nodes;
};

const readSpans = async (hasher: Hasher, spans: readonly Span[], read: ReadNodes): Promise<readonly Buffer[]> => {
  const parts = spans.map(([begin, end]) => covering(begin, end));
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map((nodes) => rangeRoot(hasher, { size: 0n, hashes: hashes.slice(at, (at += nodes.length)) }));
};
