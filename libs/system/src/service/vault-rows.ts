import { vault } from '@minglu/casework';
import type { Pool, PoolClient } from 'pg';

/** A wrapped key of zeros has been destroyed, to erase the person; so has one that is null. */
export const IS_READABLE = `btrim(wrapped_key, '\\x00') <> ''`;

/** A row of the vault with a key of its own. */
export interface OwnKeyRow {
  readonly ref: string;
  readonly subject: string;
  readonly wrapped_key: Buffer;
  readonly ciphertext: Buffer;
}

/**
 * The id of a key that rows or persons need beside those that are held; null if there is none.
 *
 * @param original the key that wraps rows without an id: the first of this vault
 */
export const keyOfOtherRows = async (tx: PoolClient, held: readonly string[], original: string): Promise<string | null> => {
  const { rows } = await tx.query<{ id: string }>(
    `(SELECT coalesce(key_id, $2) AS id FROM vault WHERE coalesce(key_id, $2) <> ALL($1::text[]) AND ${IS_READABLE} LIMIT 1)
     UNION ALL (SELECT key_id FROM vault_keys WHERE key_id <> ALL($1::text[]) LIMIT 1)`,
    [held, original],
  );
  return rows[0]?.id ?? null;
};

/** A vault from before there were proofs: its key opens its rows. */
export const opensFirstRow = async (tx: PoolClient, key: Uint8Array): Promise<boolean> => {
  const { rows } = await tx.query<OwnKeyRow>(`SELECT ref, subject, wrapped_key, ciphertext FROM vault WHERE ${IS_READABLE} LIMIT 1`);
  const [row] = rows;
  if (!row) return true;
  try {
    vault(key).open({ ref: row.ref, subject: row.subject, wrappedKey: row.wrapped_key, ciphertext: row.ciphertext });
    return true;
  } catch {
    return false;
  }
};

/** Destroys the keys that came back with a restore although an event says that they were destroyed. Returns their number. */
export const repeatErasures = async (pool: Pick<Pool, 'query'>): Promise<number> =>
  (await pool.query<{ n: number }>('SELECT repeat_erasures() AS n')).rows[0]!.n;
