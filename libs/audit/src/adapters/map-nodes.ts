import { LRUCache } from 'lru-cache';
import type { Pool, PoolClient } from 'pg';
import { bytesArray } from '@minglu/event-store';
import {
  EMPTY_MAP,
  HASH_BYTES,
  proveInMap,
  sha256,
  updateMap,
  type AddedNode,
  type MapEntry,
  type MapNode,
  type MapProof,
  type MapUpdate,
} from '../index.js';

type Db = Pick<Pool | PoolClient, 'query'>;

/** Two hashes, or key ‖ last leaf hash ‖ version as uint64. */
const bytesOf = (node: MapNode): Buffer => {
  const isEntry = 'key' in node;
  const bytes = Buffer.allocUnsafe(2 * HASH_BYTES + (isEntry ? 8 : 0));
  bytes.set(isEntry ? node.key : node.left);
  bytes.set(isEntry ? node.last : node.right, HASH_BYTES);
  if (isEntry) bytes.writeBigUInt64BE(node.version, 2 * HASH_BYTES);
  return bytes;
};
const nodeIn = (bytes: Buffer): MapNode => {
  const [one, other] = [bytes.subarray(0, HASH_BYTES), bytes.subarray(HASH_BYTES, 2 * HASH_BYTES)];
  return bytes.length === 2 * HASH_BYTES
    ? { left: one, right: other }
    : { key: one, last: other, version: bytes.readBigUInt64BE(2 * HASH_BYTES) };
};

/** A name of 32 characters for a map in memory. */
const nameOf = (hash: Buffer): string => hash.toString('latin1');

/** The nodes with these hashes, in their order; null for one that is not stored. Each is looked up by itself. */
const fetchNodes = async (db: Db, hashes: readonly Buffer[]): Promise<readonly (MapNode | null)[]> => {
  const { rows } = await db.query<{ node: Buffer | null }>(
    'SELECT (SELECT node FROM audit.map_nodes WHERE hash = wanted) AS node FROM unnest($1::bytea[]) AS wanted',
    [bytesArray(hashes)],
  );
  return rows.map(({ node }) => node && nodeIn(node));
};

/** Nodes of a map that one process has read or added. A node never changes, since its hash is its name. */
export type KnownNodes = LRUCache<string, MapNode>;
/** The upper levels of the map, which each round reads again. Those below are on the paths of a few keys each. */
const KNOWN_LEVELS = 13;
/** About 10 MB: these levels, and some of their earlier nodes. */
const KNOWN_NODES = 20_000;
export const knownNodes = (): KnownNodes => new LRUCache({ max: KNOWN_NODES });
/** An entry is the end of one path, and seldom read again. */
export const rememberNode = (known: KnownNodes, { hash, node, depth }: AddedNode): void => {
  if (depth < KNOWN_LEVELS && !('key' in node)) known.set(nameOf(hash), node);
};

/**
 * Sets entries. The nodes on the paths of all keys are read level by level, so the number of questions is the height of the map.
 *
 * @param known nodes that need no question
 */
export const growMap = async (db: Db, root: Buffer, entries: readonly MapEntry[], known?: KnownNodes): Promise<MapUpdate> => {
  const nodes = new Map<string, MapNode>();
  let level: readonly { readonly hash: Buffer; readonly keys: readonly Buffer[] }[] = [{ hash: root, keys: entries.map(({ key }) => key) }];
  for (let depth = 0; level.length > 0; depth += 1) {
    const wanted = level.filter(({ hash, keys }) => keys.length > 0 && !hash.equals(EMPTY_MAP));
    if (wanted.length === 0) break;
    const found = wanted.map(({ hash }) => known?.get(nameOf(hash)) ?? null);
    const missing = wanted.flatMap(({ hash }, i) => (found[i] ? [] : { hash, i }));
    if (missing.length > 0) {
      const fetched = await fetchNodes(
        db,
        missing.map(({ hash }) => hash),
      );
      missing.forEach(({ i, hash }, at) => {
        const node = (found[i] = present(fetched[at], hash));
        if (known) rememberNode(known, { hash, node, depth });
      });
    }
    level = wanted.flatMap(({ hash, keys }, i) => {
      const node = present(found[i], hash);
      nodes.set(nameOf(hash), node);
      if ('key' in node) return [];
      const [zeros, ones]: [Buffer[], Buffer[]] = [[], []];
      for (const key of keys) (((key[depth >> 3]! >> (7 - (depth & 7))) & 1) === 1 ? ones : zeros).push(key);
      return [
        { hash: node.left, keys: zeros },
        { hash: node.right, keys: ones },
      ];
    });
  }
  return updateMap(sha256, root, entries, (hash) => present(nodes.get(nameOf(hash)), hash));
};

const present = (node: MapNode | null | undefined, hash: Buffer): MapNode => {
  if (!node) throw new Error(`the map lacks the node ${hash.toString('hex')}`);
  return node;
};

/** Adds the nodes that are not there yet, in the order of the index. */
export const storeMapNodes = async (tx: PoolClient, added: MapUpdate['added']): Promise<void> => {
  if (added.length === 0) return;
  await tx.query(
    'INSERT INTO audit.map_nodes (hash, node) SELECT * FROM unnest($1::bytea[], $2::bytea[]) ORDER BY 1 ON CONFLICT (hash) DO NOTHING',
    [bytesArray(added.map(({ hash }) => hash)), bytesArray(added.map(({ node }) => bytesOf(node)))],
  );
};

/** True if all these nodes are stored as they are. */
export const hasNodes = async (db: Db, nodes: MapUpdate['added']): Promise<boolean> => {
  const stored = await fetchNodes(
    db,
    nodes.map(({ hash }) => hash),
  );
  return nodes.every(({ node }, i) => {
    const found = stored[i];
    return found !== null && bytesOf(found!).equals(bytesOf(node));
  });
};

/** The root of the map after the last leaf of the full tree. */
export const lastMapRoot = async (db: Db): Promise<Buffer> => {
  const { rows } = await db.query<{ map: Buffer }>(`SELECT map FROM audit.runs WHERE log = 'full' ORDER BY first DESC LIMIT 1`);
  return rows[0]?.map ?? EMPTY_MAP;
};

/** The proof of the entry of a key in a map, or of its absence. */
export const mapProofOf = (db: Db, root: Buffer, key: Buffer): Promise<MapProof> =>
  proveInMap(root, key, async (hash) => present((await fetchNodes(db, [hash]))[0], hash));
