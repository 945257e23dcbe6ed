import type { Hasher } from './hasher.js';
import { Malformed } from './malformed.js';
import { parseDecimal, parseHash } from './strict.js';

// A sparse Merkle map: stream id → its last leaf. It shows that the last events of a case are not left out. The key is the hash of
// the stream id. A subtree without an entry is 32 zero bytes. One with a single entry is the hash of that entry. Each other one is
// the hash of its two halves by the next bit of the key. So the root depends on the entries alone, and a path has about log2(n) steps.

/** The last leaf of a stream. */
export interface MapEntry {
  /** {@link mapKey}. */
  readonly key: Buffer;
  /** Leaf hash of the last leaf of the stream, 32 bytes. */
  readonly last: Buffer;
  /** Version of the stream: the number of its leaves. */
  readonly version: bigint;
}

/** A node of the map. A store keeps it under its hash; older roots then stay readable. */
export type MapNode = { readonly left: Buffer; readonly right: Buffer } | MapEntry;

/** Reads the node with a hash. Rejects if it is not there. Never asked for {@link EMPTY_MAP}. */
export type ReadMapNode = (hash: Buffer) => Promise<MapNode>;

/** The root of a map without entries. */
export const EMPTY_MAP: Buffer = Buffer.alloc(32);
const ENTRY = Buffer.from('minglu/map-entry/v1\0');
const NODE = Buffer.from('minglu/map-node/v1\0');
const DEPTH = 256;

export const mapKey = (hasher: Hasher, streamId: string): Buffer => hasher.digest(Buffer.from(streamId));

/** H("minglu/map-entry/v1\0" ‖ key ‖ last ‖ version as uint64), or H("minglu/map-node/v1\0" ‖ left ‖ right). */
export const mapNodeHash = (hasher: Hasher, node: MapNode): Buffer => {
  if (!isEntry(node)) return hasher.digest(NODE, node.left, node.right);
  const version = Buffer.alloc(8);
  version.writeBigUInt64BE(node.version);
  return hasher.digest(ENTRY, node.key, node.last, version);
};

/** The root over all entries, whose keys differ. */
export const mapRoot = (hasher: Hasher, entries: readonly MapEntry[]): Buffer => {
  const build = (part: readonly MapEntry[], depth: number): Buffer => {
    if (part.length <= 1) return part[0] ? mapNodeHash(hasher, part[0]) : EMPTY_MAP;
    const [zeros, ones] = halves(part, depth);
    return mapNodeHash(hasher, { left: build(zeros, depth + 1), right: build(ones, depth + 1) });
  };
  return build(inOrder(entries), 0);
};

/** A map after an update: its root, and the nodes that a store adds. A node may be there already, with the same content. */
export interface MapUpdate {
  readonly root: Buffer;
  readonly added: readonly AddedNode[];
}
export interface AddedNode {
  readonly hash: Buffer;
  readonly node: MapNode;
  /** Steps below the root. */
  readonly depth: number;
}

/** Sets entries whose keys differ, each new or in place of an old one. Reads and adds about log2(n) nodes for each. */
export const updateMap = (hasher: Hasher, root: Buffer, entries: readonly MapEntry[], read: (hash: Buffer) => MapNode): MapUpdate => {
  const added: AddedNode[] = [];
  const add = (node: MapNode, depth: number): Buffer => {
    const hash = mapNodeHash(hasher, node);
    added.push({ hash, node, depth });
    return hash;
  };
  const build = (part: readonly MapEntry[], depth: number): Buffer => {
    if (part.length === 0) return EMPTY_MAP;
    if (part.length === 1) return add(part[0]!, depth);
    const [zeros, ones] = halves(part, depth);
    return add({ left: build(zeros, depth + 1), right: build(ones, depth + 1) }, depth);
  };
  const set = (hash: Buffer, part: readonly MapEntry[], depth: number): Buffer => {
    if (part.length === 0) return hash;
    if (hash.equals(EMPTY_MAP)) return build(part, depth);
    const node = read(hash);
    if (isEntry(node)) return build(part.some(({ key }) => key.equals(node.key)) ? part : inOrder([...part, node]), depth);
    const [zeros, ones] = halves(part, depth);
    const left = set(node.left, zeros, depth + 1);
    return add({ left, right: set(node.right, ones, depth + 1) }, depth);
  };
  return { root: set(root, inOrder(entries), 0), added };
};

/** Shows the entry of a key, or that there is none. */
export interface MapProof {
  /** From the root downwards. */
  readonly siblings: readonly Buffer[];
  /** The entry at the end of the key's path: that of the key, that of another key, or null for an empty subtree. */
  readonly end: MapEntry | null;
}

/** Reads one node for each step of the path. */
export const proveInMap = async (root: Buffer, key: Buffer, read: ReadMapNode): Promise<MapProof> => {
  const siblings: Buffer[] = [];
  let hash = root;
  while (!hash.equals(EMPTY_MAP)) {
    const node = await read(hash);
    if (isEntry(node)) return { siblings, end: node };
    const one = bitOf(key, siblings.length);
    siblings.push(one ? node.left : node.right);
    hash = one ? node.right : node.left;
  }
  return { siblings, end: null };
};

/**
 * The answer of a proof for the key: its entry, or 'absent'. Null if the proof does not hold. Each path has one end only, because
 * entries, nodes and the empty subtree hash apart; so a root cannot have two answers for a key.
 */
export const checkMapProof = (hasher: Hasher, root: Buffer, key: Buffer, { siblings, end }: MapProof): MapEntry | 'absent' | null => {
  if (siblings.length > DEPTH || [root, key, ...siblings, ...(end ? [end.key, end.last] : [])].some(({ length }) => length !== 32))
    return null;
  if (end && siblings.some((_, depth) => bitOf(end.key, depth) !== bitOf(key, depth))) return null;
  let hash = end ? mapNodeHash(hasher, end) : EMPTY_MAP;
  for (let depth = siblings.length - 1; depth >= 0; depth -= 1) {
    const sibling = siblings[depth]!;
    hash = mapNodeHash(hasher, bitOf(key, depth) ? { left: sibling, right: hash } : { left: hash, right: sibling });
  }
  if (!hash.equals(root)) return null;
  return end?.key.equals(key) ? end : 'absent';
};

/** The text of the signed note that names a map. It is no checkpoint: it has four lines, and an origin of its own. */
export interface MapHead {
  /** Of the log; the note writes it with `/map`. */
  readonly origin: string;
  /** The leaves of the tree from which the map was made. */
  readonly size: bigint;
  readonly treeRoot: Buffer;
  readonly mapRoot: Buffer;
}

export const formatMapHead = ({ origin, size, treeRoot, mapRoot: map }: MapHead): string =>
  `${origin}${SUFFIX}\n${size}\n${treeRoot.toString('base64')}\n${map.toString('base64')}\n`;

/** Throws {@link Malformed}. */
export const parseMapHead = (text: string): MapHead => {
  const lines = text.split('\n');
  const [origin, size, tree, map, end] = lines;
  if (lines.length !== 5 || end !== '' || !origin?.endsWith(SUFFIX) || origin.length === SUFFIX.length)
    throw new Malformed('a map head is four lines: origin/map, size, root of the tree, root of the map');
  return {
    origin: origin.slice(0, -SUFFIX.length),
    size: parseDecimal(size!, 'the size of the map head'),
    treeRoot: parseHash(tree!, 'the root of the tree in the map head'),
    mapRoot: parseHash(map!, 'the root of the map'),
  };
};
const SUFFIX = '/map';

const isEntry = (node: MapNode): node is MapEntry => 'key' in node;
const bitOf = (key: Buffer, depth: number): boolean => ((key[depth >> 3]! >> (7 - (depth & 7))) & 1) === 1;
const inOrder = (entries: readonly MapEntry[]): readonly MapEntry[] =>
  [...entries].sort((one, other) => Buffer.compare(one.key, other.key));
/** The entries of both halves. All have the same first bits, and are in the order of their keys. */
const halves = (entries: readonly MapEntry[], depth: number): readonly [readonly MapEntry[], readonly MapEntry[]] => {
  if (depth >= DEPTH) throw new Malformed('two entries of the map have one key');
  const first = firstWithBit(entries, depth);
  return [entries.slice(0, first), entries.slice(first)];
};
/** Index of the first entry whose key has a one at a depth; the number of entries if there is none. Those before it have a zero. */
const firstWithBit = (entries: readonly MapEntry[], depth: number): number => {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (bitOf(entries[middle]!.key, depth)) to = middle;
    else from = middle + 1;
  }
  return from;
};
