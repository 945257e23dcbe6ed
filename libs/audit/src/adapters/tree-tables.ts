import type { Pool, PoolClient } from 'pg';
import { HASH_BYTES, nodeHash, sha256, sm3, type Hasher, type NodeId, type ReadNodes } from '../index.js';

/** The two logs of leaves: all events, and the public events. Each has a tree of SHA-256 and one of SM3. */
export type LeafLog = 'full' | 'public';
export const HASHERS = [sha256, sm3] as const satisfies readonly Hasher[];
type Db = Pick<Pool | PoolClient, 'query'>;

/** Binary levels of a step of `audit.subtrees`: a row is the root of 256^height leaves. */
export const STEP = 8;

/** Parts of the row of leaves [from, upTo), cut out of the runs that hold them. */
const LEAVES = (column: string): string => `
  SELECT (SELECT string_agg(substring(run.${column} FROM (1 + ${HASH_BYTES} * greatest(wanted.a - run.first, 0))::int
                                      FOR (${HASH_BYTES} * (least(wanted.b, run.first + run.leaves) - greatest(wanted.a, run.first)))::int), '' ORDER BY run.first)
            FROM audit.runs run
           WHERE run.log = $1 AND run.first < wanted.b
             AND run.first >= (SELECT before.first FROM audit.runs before WHERE before.log = $1 AND before.first <= wanted.a ORDER BY before.first DESC LIMIT 1)) AS hashes
    FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS wanted(a, b, n) ORDER BY n`;
const SUBTREES = (column: string): string => `
  SELECT (SELECT string_agg(sub.${column}, '' ORDER BY sub.index) FROM audit.subtrees sub
           WHERE sub.log = $1 AND sub.height = wanted.height AND sub.index >= wanted.a AND sub.index < wanted.b) AS hashes
    FROM unnest($2::bigint[], $3::bigint[], $4::smallint[]) WITH ORDINALITY AS wanted(a, b, height, n) ORDER BY n`;

/**
 * Reads nodes of a tree. Stored are the leaves and each eighth level; the levels between are hashed here, at most 127 hashes a node.
 * Rejects if a part is not there.
 */
export const nodeReader =
  (db: Db, log: LeafLog, hasher: Hasher): ReadNodes =>
  async (nodes) => {
    const wanted = nodes.map(rangeOf);
    const [low, high] = [wanted.filter(({ height }) => height === 0), wanted.filter(({ height }) => height > 0)];
    const parts = new Map<Range, Buffer>();
    const read = async (ranges: readonly Range[], text: string, more: readonly unknown[]): Promise<void> => {
      if (ranges.length === 0) return;
      const { rows } = await db.query<{ hashes: Buffer | null }>(text, [
        log,
        ranges.map(({ from }) => String(from)),
        ranges.map(({ from, count }) => String(from + BigInt(count))),
        ...more,
      ]);
      rows.forEach(({ hashes }, i) => {
        const range = ranges[i]!;
        if (hashes?.length !== HASH_BYTES * range.count)
          throw new Error(`the ${log} tree lacks hashes from ${range.from} at height ${range.height}`);
        parts.set(range, hashes);
      });
    };
    await read(low, LEAVES(hasher.name), []);
    await read(high, SUBTREES(hasher.name), [high.map(({ height }) => height)]);
    return wanted.map((range) => foldUp(hasher, hashesIn(parts.get(range)!)));
  };

interface Range {
  readonly height: number;
  readonly from: bigint;
  readonly count: number;
}
const rangeOf = ({ level, index }: NodeId): Range => {
  const height = Math.floor(level / STEP);
  const up = level - STEP * height;
  return { height, from: index << BigInt(up), count: 2 ** up };
};

/** The hashes of a row, each of 32 bytes. */
const hashesIn = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / HASH_BYTES }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));

/** The root of a complete subtree over 1, 2, 4, … hashes. */
const foldUp = (hasher: Hasher, hashes: readonly Buffer[]): Buffer => {
  let level = hashes;
  while (level.length > 1) level = Array.from({ length: level.length / 2 }, (_, i) => nodeHash(hasher, level[2 * i]!, level[2 * i + 1]!));
  return level[0]!;
};

/** Number of leaves of a log. */
export const leavesOf = async (db: Db, log: LeafLog): Promise<number> => {
  const { rows } = await db.query<{ size: string }>(
    'SELECT (first + leaves)::text AS size FROM audit.runs WHERE log = $1 ORDER BY first DESC LIMIT 1',
    [log],
  );
  return Number(rows[0]?.size ?? 0);
};

/** The leaf hashes from one place up to, not including, another, in one piece. Rejects if one is not there. */
export const leavesBetween = async (db: Db, log: LeafLog, hasher: Hasher, from: number, upTo: number): Promise<Buffer> => {
  const { rows } = await db.query<{ hashes: Buffer | null }>(LEAVES(hasher.name), [log, [from], [upTo]]);
  const hashes = rows[0]?.hashes;
  if (hashes?.length !== HASH_BYTES * (upTo - from)) throw new Error(`the ${log} tree lacks leaves from ${from}`);
  return hashes;
};
