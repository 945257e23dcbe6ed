import { appendLeaf, EMPTY_RANGE, leafHash, rangeNodes, rangeRoot, type CompactRange } from '../index.js';
import { HASHERS, leavesOf, nodeReader, STEP, type LeafLog } from './tree-tables.js';
import type { Pool, PoolClient } from 'pg';

/** The root of a subtree that new leaves have completed. */
interface NewSubtree {
  readonly height: number;
  readonly index: number;
  readonly hashes: readonly Buffer[];
}

/** Two trees over the same leaves, SHA-256 and SM3, as far as they must be known to grow. */
export interface GrowingLog {
  readonly log: LeafLog;
  readonly size: number;
  /** Right edges, in the order of the hashers. */
  readonly ranges: readonly CompactRange[];
}

/** Leaves that a log has gained, and is not known to the database yet. */
export interface Growth {
  readonly grown: GrowingLog;
  readonly first: number;
  /** For each new leaf, its hash by each hasher. */
  readonly leaves: readonly (readonly Buffer[])[];
  readonly subtrees: readonly NewSubtree[];
}

/** The log as it is in the database. */
export const loadLog = async (pool: Pool, log: LeafLog): Promise<GrowingLog> => {
  const size = await leavesOf(pool, log);
  const ranges = await Promise.all(
    HASHERS.map(async (hasher) =>
      size === 0 ? EMPTY_RANGE : { size: BigInt(size), hashes: await nodeReader(pool, log, hasher)(rangeNodes(BigInt(size))) },
    ),
  );
  return { log, size, ranges };
};

/** Adds leaves, one by one, without touching the log that is given. */
export const growth = (from: GrowingLog) => {
  let ranges = from.ranges;
  const leaves: Buffer[][] = [];
  const subtrees: NewSubtree[] = [];
  return {
    size: (): number => from.size + leaves.length,
    /** The leaf hash by each hasher. */
    add: (leaf: Uint8Array): readonly Buffer[] => {
      const hashes = HASHERS.map((hasher) => leafHash(hasher, leaf));
      const completed = new Map<string, { readonly height: number; readonly index: number; readonly hashes: Buffer[] }>();
      ranges = ranges.map((range, i) =>
        appendLeaf(HASHERS[i]!, range, hashes[i]!, ({ level, index }, hash) => {
          if (level === 0 || level % STEP !== 0) return;
          const key = `${level}`;
          const subtree = completed.get(key) ?? { height: level / STEP, index: Number(index), hashes: [] };
          completed.set(key, subtree);
          subtree.hashes.push(hash);
        }),
      );
      leaves.push(hashes);
      subtrees.push(...completed.values());
      return hashes;
    },
    result: (): Growth => ({ grown: { ...from, size: from.size + leaves.length, ranges }, first: from.size, leaves, subtrees }),
  };
};

/** The roots of both trees, in the order of the hashers. */
export const rootsOf = ({ ranges }: GrowingLog): readonly Buffer[] => ranges.map((range, i) => rangeRoot(HASHERS[i]!, range));

/**
 * Adds the rows of new leaves.
 *
 * @param upto position of the last event of the round
 * @param map the root of the map after them; null for a log without one
 */
export const storeGrowth = async (tx: PoolClient, { grown, first, leaves, subtrees }: Growth, upto: number, map: Buffer | null): Promise<void> => {
  if (leaves.length === 0) return;
  const columns = HASHERS.map((_, i) => Buffer.concat(leaves.map((hashes) => hashes[i]!)));
  await tx.query('INSERT INTO audit.runs (log, first, leaves, sha256, sm3, upto, map) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    grown.log,
    first,
    leaves.length,
    ...columns,
    upto,
    map,
  ]);
  if (subtrees.length === 0) return;
  await tx.query(
    `INSERT INTO audit.subtrees (log, height, index, sha256, sm3)
     SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[], $5::bytea[])`,
    [
      grown.log,
      subtrees.map(({ height }) => height),
      subtrees.map(({ index }) => index),
      ...HASHERS.map((_, i) => subtrees.map(({ hashes }) => hashes[i])),
    ],
  );
};
