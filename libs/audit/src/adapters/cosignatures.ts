import type { Pool } from 'pg';
import { formatSignature, type NoteSignature } from '../index.js';
import type { StoredCheckpoint, Tree } from './checkpoint-table.js';

/** The signed note of a checkpoint with the lines of the witnesses that have cosigned it, in the order in which they came. */
export const cosignedNote = async (pool: Pool, tree: Tree, { size, note }: Pick<StoredCheckpoint, 'size' | 'note'>): Promise<string> => {
  const { rows } = await pool.query<{ line: string }>(
    'SELECT line FROM audit.cosignatures WHERE tree = $1 AND size = $2 ORDER BY received_at, witness',
    [tree, size],
  );
  return note + rows.map(({ line }) => line).join('');
};

/** Keeps a cosignature. One of the same key is kept already: the first one stays. */
export const keepCosignature = async (pool: Pool, tree: Tree, size: number, signature: NoteSignature): Promise<void> => {
  await pool.query(
    `INSERT INTO audit.cosignatures (tree, size, witness, line) VALUES ($1, $2, $3, $4) ON CONFLICT (tree, size, witness) DO NOTHING`,
    [tree, size, `${signature.name}+${signature.keyId}`, formatSignature(signature)],
  );
};
