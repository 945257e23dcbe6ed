import type { Pool, PoolClient } from 'pg';
import {
  EMPTY_MAP,
  HASH_BYTES,
  proveInMap,
  sha256,
  updateMap,
  type MapEntry,
  type MapNode,
  type MapProof,
  type MapUpdate,
} from '../index.js';

type Db = Pick<Pool | PoolClient, 'query'>;

/** Two hashes, or key ‖ last leaf hash ‖ version as uint64. */
const bytesOf = (node: MapNode): Buffer => {
  if (!('key' in node)) return Buffer.concat([node.left, node.right]);
  const version = Buffer.alloc(8);
  version.writeBigUInt64BE(node.version);
  return Buffer.concat([node.key, node.last, version]);
};
const nodeIn = (bytes: Buffer): MapNode => {
  const [one, other] = [bytes.subarray(0, HASH_BYTES), bytes.subarray(HASH_BYTES, 2 * HASH_BYTES)];
  return bytes.length === 2 * HASH_BYTES
    ? { left: one, right: other }
    : { key: one, last: other, version: bytes.readBigUInt64BE(2 * HASH_BYTES) };
};

const fetchNodes = async (db: Db, hashes: readonly Buffer[]): Promise<ReadonlyMap<string, MapNode>> => {
  const { rows } = await db.query<{ hash: Buffer; node: Buffer }>('SELECT hash, node FROM audit.map_nodes WHERE hash = ANY($1::bytea[])', [
    hashes,
  ]);
  return new Map(rows.map(({ hash, node }) => [hash.toString('hex'), nodeIn(node)]));
};

/**
 * Sets entries. The nodes on the paths of all keys are read level by level, so the number of questions is the height of the map.
 */
export const growMap = async (db: Db, root: Buffer, entries: readonly MapEntry[]): Promise<MapUpdate> => {
  const nodes = new Map<string, MapNode>();
  let level: readonly { readonly hash: Buffer; readonly keys: readonly Buffer[] }[] = [{ hash: root, keys: entries.map(({ key }) => key) }];
  for (let depth = 0; level.length > 0; depth += 1) {
    const wanted = level.filter(({ hash, keys }) => keys.length > 0 && !hash.equals(EMPTY_MAP));
    if (wanted.length === 0) break;
    const found = await fetchNodes(
      db,
      wanted.map(({ hash }) => hash),
    );
    level = wanted.flatMap(({ hash, keys }) => {
      const node = nodeAt(found, hash);
      nodes.set(hash.toString('hex'), node);
      if ('key' in node) return [];
      const isOne = (key: Buffer): boolean => ((key[depth >> 3]! >> (7 - (depth & 7))) & 1) === 1;
      return [
        { hash: node.left, keys: keys.filter((key) => !isOne(key)) },
        { hash: node.right, keys: keys.filter(isOne) },
      ];
    });
  }
  return updateMap(sha256, root, entries, async (hash) => nodeAt(nodes, hash));
};

const nodeAt = (nodes: ReadonlyMap<string, MapNode>, hash: Buffer): MapNode => {
  const node = nodes.get(hash.toString('hex'));
  if (!node) throw new Error(`the map lacks the node ${hash.toString('hex')}`);
  return node;
};

export const storeMapNodes = async (tx: PoolClient, added: MapUpdate['added']): Promise<void> => {
  if (added.length === 0) return;
  await tx.query('INSERT INTO audit.map_nodes (hash, node) SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT (hash) DO NOTHING', [
    added.map(({ hash }) => hash),
    added.map(({ node }) => bytesOf(node)),
  ]);
};

/** The root of the map after the last leaf of the full tree. */
export const lastMapRoot = async (db: Db): Promise<Buffer> => {
  const { rows } = await db.query<{ map: Buffer }>(`SELECT map FROM audit.runs WHERE log = 'full' ORDER BY first DESC LIMIT 1`);
  return rows[0]?.map ?? EMPTY_MAP;
};

/** The proof of the entry of a key in a map, or of its absence. */
export const mapProofOf = (db: Db, root: Buffer, key: Buffer): Promise<MapProof> =>
  proveInMap(root, key, async (hash) => nodeAt(await fetchNodes(db, [hash]), hash));
