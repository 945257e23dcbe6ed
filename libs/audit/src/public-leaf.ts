import { canonicalJson } from '@minglu/event-store/canonical';
import { parseCanonical } from './leaf.js';
import { Malformed } from './malformed.js';
import { parseUtf8 } from './strict.js';

/** The name and version of the format, in each public leaf. */
const PUBLIC_LEAF_FORMAT = 'minglu/public-leaf/v1';

/**
 * A leaf of the tree of PUBLIC events. It names no position and no time, and the tree has PUBLIC events only. So sizes of the tree
 * tell nothing of others. A subscriber computes the hash from the event as it came: `publicHash` of the event store.
 *
 * @param hash of the public event, in hexadecimal
 */
export const encodePublicLeaf = (hash: string): Buffer => Buffer.from(canonicalJson({ v: PUBLIC_LEAF_FORMAT, hash }));

/** The hash of the public event. Throws {@link Malformed}. */
export const parsePublicLeaf = (bytes: Uint8Array): string => {
  const leaf = parseCanonical(parseUtf8(bytes, 'the public leaf'), 'the public leaf') as { readonly hash?: unknown } | null;
  const hash = typeof leaf?.hash === 'string' ? leaf.hash : '';
  if (!/^[0-9a-f]{64}$/.test(hash) || !encodePublicLeaf(hash).equals(bytes)) throw new Malformed('the public leaf has not its members');
  return hash;
};
