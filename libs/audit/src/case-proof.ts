import type { Hasher } from './hasher.js';
import { parseLeaf, type Leaf } from './leaf.js';
import { checkMapProof, mapKey, type MapProof } from './map.js';
import { leafHash } from './merkle.js';

/** The claim that a case has these leaves and no others, at a map. */
export interface CaseClaim {
  readonly stream: string;
  /** The bytes of its leaves, from version 1. */
  readonly leaves: readonly Uint8Array[];
  readonly mapRoot: Buffer;
  readonly mapProof: MapProof;
}

/**
 * Null if the claim holds; otherwise the reason. The chain of `previous` shows that no leaf in the middle is missing, the map
 * that none is missing at the end, and version 1 that none is missing at the beginning. No leaves: the proof must show absence.
 * That each leaf is in the tree is checked apart.
 *
 * Throws `Malformed` for bytes that are no leaf.
 *
 * @param hasher of the map; the chain of `previous` always has SHA-256, see {@link chain}
 */
export const caseFault = (hasher: Hasher, chain: Hasher, { stream, leaves, mapRoot, mapProof }: CaseClaim): string | null => {
  const found = checkMapProof(hasher, mapRoot, mapKey(hasher, stream), mapProof);
  if (found === null) return 'the proof in the map does not hold';
  let previous: string | null = null;
  let before: Leaf | null = null;
  for (const [index, bytes] of leaves.entries()) {
    const leaf = parseLeaf(bytes);
    if (leaf.stream !== stream) return `leaf ${index + 1} is of another stream`;
    if (leaf.streamVersion !== String(index + 1)) return `leaf ${index + 1} has the version ${leaf.streamVersion}`;
    if (leaf.previous !== previous) return `leaf ${index + 1} does not follow the one before it`;
    if (before && BigInt(leaf.seq) <= BigInt(before.seq)) return `leaf ${index + 1} is not after the one before it`;
    previous = leafHash(chain, bytes).toString('hex');
    before = leaf;
  }
  if (found === 'absent') return leaves.length === 0 ? null : 'the map has no such case';
  if (found.version !== BigInt(leaves.length)) return `the map says ${found.version} leaves, there are ${leaves.length}`;
  const last = leaves.at(-1);
  return last && leafHash(hasher, last).equals(found.last) ? null : 'the last leaf is not that of the map';
};
