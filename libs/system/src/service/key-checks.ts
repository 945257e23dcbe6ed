import { keyCheck, WrongSetting, type KeyCheck, type Keys } from '@minglu/casework';
import { inTransaction } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import { asOwner, poolAs } from './connections.js';
import { keyOfOtherRows, opensFirstRow, repeatErasures } from './vault-rows.js';

/** The keys without which the data cannot be used: one opens the vault, one recognises repeated commands. */
export type DataKeys = Pick<Keys, 'vault' | 'vaultPrevious' | 'requests'>;
type Purpose = 'vault' | 'requests';

/** `new`: the database has no proof of such a key yet. `swapped`: the previous key is newer than the current one. */
export interface KeyState {
  readonly purpose: Purpose;
  readonly state: 'same' | 'other' | 'new' | 'swapped';
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
 * Compares the keys with the database, with the rights of casework, and leaves a proof of each key that has none. Repeats the erasures of the
 * log, since a restore may have brought keys back.
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
        // The first key of the vault has the plain purpose, a later one its id beside it.
        const isFirst = before.every((one) => one.purpose !== purpose || one.databaseId === null);
        await tx.query(proof, [isFirst ? purpose : `${purpose}/${keyId}`, keyId, checkValue]);
      }
      // A restore may have brought keys of erased persons back.
      await repeatErasures(tx);
      refuseOthers(await states(tx, keys)); // another process may have been first, with another key
    });
  } finally {
    await pool.end();
  }
};

export const refuseOthers = (all: readonly KeyState[]): void => {
  const others = all.filter(({ state }) => state === 'other' || state === 'swapped');
  if (others.length > 0) throw new WrongSetting(others.map(keyFault).join('; '));
};

/** Names the key and the remedy in one line. */
const keyFault = ({ purpose, givenId, databaseId, state }: KeyState): string =>
  state === 'swapped'
    ? `the key “${purpose}” is ${givenId}, and the previous one is newer than that: the two are swapped`
    : `the key “${purpose}” is ${givenId}, but the data need ${databaseId ?? 'another'}: put back the key that they were written with ` +
      '(keys/ or master.key in the data folder, MINGLU_MASTER_KEY, or MINGLU_VAULT_KEY and MINGLU_REQUEST_KEY); it is never replaced';

const states = async (tx: PoolClient, keys: DataKeys): Promise<readonly KeyState[]> => {
  const { rows } = await tx.query<{ purpose: string; key_id: string; check_value: string }>(
    'SELECT purpose, key_id, check_value FROM key_checks ORDER BY ordinal',
  );
  const proofsOf = (purpose: Purpose): readonly KeyCheck[] =>
    rows
      .filter((row) => row.purpose.split('/')[0] === purpose)
      .map(({ key_id, check_value }) => ({ keyId: key_id, checkValue: check_value }));
  const isKnown = (proofs: readonly KeyCheck[], key: Uint8Array): boolean =>
    proofs.some(({ checkValue }) => checkValue === keyCheck(key).checkValue);
  const one = async (purpose: Purpose): Promise<KeyState> => {
    const [given, proofs] = [keyCheck(keys[purpose]), proofsOf(purpose)];
    const previous = purpose === 'vault' ? keys.vaultPrevious : undefined;
    const first = proofs[0]?.keyId ?? null;
    const known = { purpose, givenId: given.keyId, databaseId: first };
    if (proofs.length === 0) {
      const opens = purpose !== 'vault' || (await opensFirstRow(tx, keys.vault));
      return { ...known, state: opens ? 'new' : 'other' };
    }
    if (!isKnown(proofs, keys[purpose])) return { ...known, state: previous && isKnown(proofs, previous) ? 'new' : 'other' };
    // Proofs are in the order in which the keys came.
    const ageOf = (key: Uint8Array): number => proofs.findIndex(({ checkValue }) => checkValue === keyCheck(key).checkValue);
    if (previous && ageOf(previous) > ageOf(keys[purpose])) return { ...known, state: 'swapped' };
    // After a rotation rows may be left that another key wraps.
    const held = [given.keyId, ...(previous ? [keyCheck(previous).keyId] : [])];
    const needed = proofs.length === 1 || purpose !== 'vault' ? null : await keyOfOtherRows(tx, held, proofs[0]!.keyId);
    return { ...known, state: needed === null ? 'same' : 'other', databaseId: needed ?? given.keyId };
  };
  return [await one('vault'), await one('requests')];
};
