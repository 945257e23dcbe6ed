import { keyCheck, vault, WrongSetting, type KeyCheck, type Keys } from '@minglu/casework';
import { inTransaction } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import { asOwner, poolAs } from './connections.js';

/** The keys without which the data cannot be used: one opens the vault, one recognises repeated commands. */
type DataKeys = Pick<Keys, 'vault' | 'requests'>;

/** `new`: the database has no proof of such a key yet. */
export interface KeyState {
  readonly purpose: keyof DataKeys;
  readonly state: 'same' | 'other' | 'new';
  readonly givenId: string;
  readonly databaseId: string | null;
}

/** Whether a new key may be made: the database has no events. Needs no schema. */
export const hasNoData = (databaseUrl: string): Promise<boolean> =>
  asOwner(databaseUrl, async (pool) => {
    const exists = await pool.query<{ found: boolean }>(`SELECT to_regclass('public.events') IS NOT NULL AS found`);
    if (!exists.rows[0]!.found) return true;
    return (await pool.query('SELECT FROM events LIMIT 1')).rowCount === 0;
  });

/** Compares the keys with their proofs in the database, as its owner. Changes nothing. */
export const keyStates = (databaseUrl: string, keys: DataKeys): Promise<readonly KeyState[]> =>
  asOwner(databaseUrl, (pool) => inTransaction(pool, (tx) => states(tx, keys)));

/**
 * Compares the keys with the database, with the rights of casework, and leaves a proof of each key that has none.
 * @throws WrongSetting for a key that is not that of the data. It is never replaced.
 */
export const proveKeys = async (databaseUrl: string, keys: DataKeys): Promise<void> => {
  const pool = poolAs(databaseUrl, 'minglu_casework', 1, () => undefined);
  try {
    await inTransaction(pool, async (tx) => {
      const before = await states(tx, keys);
      refuseOthers(before); // such a process leaves nothing
      for (const { purpose } of before.filter(({ state }) => state === 'new')) {
        const { keyId, checkValue } = keyCheck(keys[purpose]);
        const proof = 'INSERT INTO key_checks (purpose, key_id, check_value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
        await tx.query(proof, [purpose, keyId, checkValue]);
      }
      refuseOthers(await states(tx, keys)); // another process may have been first, with another key
    });
  } finally {
    await pool.end();
  }
};

const refuseOthers = (all: readonly KeyState[]): void => {
  const others = all.filter(({ state }) => state === 'other');
  if (others.length > 0) throw new WrongSetting(others.map(keyFault).join('; '));
};

/** Names the key and the remedy in one line. */
const keyFault = ({ purpose, givenId, databaseId }: KeyState): string =>
  `the key “${purpose}” is ${givenId}, but the data need ${databaseId ?? 'another'}: put back the key that they were written with ` +
  '(keys/ or master.key in the data folder, MINGLU_MASTER_KEY, or MINGLU_VAULT_KEY and MINGLU_REQUEST_KEY); it is never replaced';

const states = async (tx: PoolClient, keys: DataKeys): Promise<readonly KeyState[]> => {
  const { rows } = await tx.query<{ purpose: string; key_id: string; check_value: string }>(
    'SELECT purpose, key_id, check_value FROM key_checks',
  );
  const known = new Map(rows.map(({ purpose, key_id, check_value }) => [purpose, { keyId: key_id, checkValue: check_value }]));
  const one = async (purpose: keyof DataKeys): Promise<KeyState> => {
    const given = keyCheck(keys[purpose]);
    const found: KeyCheck | undefined = known.get(purpose);
    const opens = found !== undefined || purpose !== 'vault' || (await opensFirstRow(tx, keys.vault));
    const state = found === undefined ? (opens ? 'new' : 'other') : found.checkValue === given.checkValue ? 'same' : 'other';
    return { purpose, state, givenId: given.keyId, databaseId: found?.keyId ?? null };
  };
  return [await one('vault'), await one('requests')];
};

/** A vault from before there were proofs: its key opens its rows. */
const opensFirstRow = async (tx: PoolClient, key: Uint8Array): Promise<boolean> => {
  const { rows } = await tx.query<{ ref: string; subject: string; wrapped_key: Buffer; ciphertext: Buffer }>(
    // A wrapped key of zeros has been destroyed, to erase the person.
    `SELECT ref, subject, wrapped_key, ciphertext FROM vault WHERE btrim(wrapped_key, '\\x00') <> '' LIMIT 1`,
  );
  const [row] = rows;
  if (!row) return true;
  try {
    vault(key).open({ ref: row.ref, subject: row.subject, wrappedKey: row.wrapped_key, ciphertext: row.ciphertext });
    return true;
  } catch {
    return false;
  }
};
