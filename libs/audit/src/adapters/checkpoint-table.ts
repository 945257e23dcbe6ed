import type { Pool, PoolClient } from 'pg';

/** The trees with signed heads. `map`: the last leaf of each stream. */
export type Tree = 'full' | 'full-sm3' | 'map' | 'public' | 'public-sm3';

/** A signed head. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  /** A signed note without cosignatures. */
  readonly note: string;
}
type Db = Pick<Pool | PoolClient, 'query'>;

interface Row {
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
}
const checkpointIn = (row: Row | undefined): StoredCheckpoint | null => (row ? { ...row, size: Number(row.size) } : null);

/** The checkpoint of a size; by default the last one. Null without one. */
export const readCheckpoint = async (db: Db, tree: Tree, size?: number): Promise<StoredCheckpoint | null> => {
  const { rows } = await db.query<Row>(
    `SELECT size::text, root, note FROM audit.checkpoints head WHERE tree = $1 AND ($2::bigint IS NULL OR size = $2) ORDER BY head.size DESC LIMIT 1`,
    [tree, size ?? null],
  );
  return checkpointIn(rows[0]);
};

/** The checkpoints above a size, in order. */
export const checkpointsAfter = async (db: Db, tree: Tree, after: number, limit: number): Promise<readonly StoredCheckpoint[]> => {
  const { rows } = await db.query<Row>(
    'SELECT size::text, root, note FROM audit.checkpoints head WHERE tree = $1 AND size > $2 ORDER BY head.size LIMIT $3',
    [tree, after, limit],
  );
  return rows.map((row) => checkpointIn(row)!);
};

export const storeCheckpoints = async (tx: PoolClient, signed: readonly (StoredCheckpoint & { readonly tree: Tree })[]): Promise<void> => {
  await tx.query(
    `INSERT INTO audit.checkpoints (tree, size, root, note) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::text[])`,
    [signed.map(({ tree }) => tree), signed.map(({ size }) => size), signed.map(({ root }) => root), signed.map(({ note }) => note)],
  );
};

/** A checkpoint with the moment of its signing. */
export interface SignedCheckpoint extends StoredCheckpoint {
  readonly tree: string;
  readonly signedAt: Date;
}

/** The checkpoints for a publisher. @param pool with the right to read them */
export const checkpointSource = (pool: Pool) => {
  const read = async (where: string, tree: string, after: unknown, limit: number): Promise<readonly SignedCheckpoint[]> => {
    const { rows } = await pool.query<Row & { tree: string; signedAt: Date }>(
      `SELECT tree, size::text, root, note, signed_at AS "signedAt" FROM audit.checkpoints head WHERE tree = $1 AND ${where} ORDER BY head.size LIMIT $3`,
      [tree, after, limit],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  };
  return {
    after: (tree: string, size: number, limit: number) => read('size > $2', tree, size, limit),
    signedAfter: (tree: string, instant: Date, limit: number) => read('signed_at > $2', tree, instant, limit),
    has: async (tree: string, size: number, root: Buffer): Promise<boolean> => {
      const { rowCount } = await pool.query('SELECT FROM audit.checkpoints WHERE tree = $1 AND size = $2 AND root = $3', [
        tree,
        size,
        root,
      ]);
      return rowCount === 1;
    },
  };
};
