import { keyCheck, vault, WrongSetting, type KeyCheck, type Keys } from '@minglu/casework';
import { inTransaction } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import { asOwner, poolAs } from './connections.js';

/** The keys without which the data cannot be used: one opens the vault, one recognises repeated commands. */
type DataKeys = Pick<Keys, 'vault' | 'vaultPrevious' | 'requests'>;
type Purpose = 'vault' | 'requests';

/** `new`: the database has no proof of such a key yet. */
export interface KeyState {
  readonly purpose: Purpose;
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
        // The first key of the vault has the plain purpose, a later one its id beside it.
        const isFirst = before.every((one) => one.purpose !== purpose || one.databaseId === null);
        await tx.query(proof, [isFirst ? purpose : `${purpose}/${keyId}`, keyId, checkValue]);
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
    'SELECT purpose, key_id, check_value FROM key_checks ORDER BY purpose COLLATE "C"',
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
    // After a rotation rows may be left that another key wraps.
    const held = [given.keyId, ...(previous ? [keyCheck(previous).keyId] : [])];
    const needed = proofs.length === 1 || purpose !== 'vault' ? null : await keyOfOtherRows(tx, held, originalKey(rows));
    return { ...known, state: needed === null ? 'same' : 'other', databaseId: needed ?? given.keyId };
  };
  return [await one('vault'), await one('requests')];
};

/** The id of the key that wraps rows without an id: the first of this vault. */
const originalKey = (rows: readonly { readonly purpose: string; readonly key_id: string }[]): string =>
  rows.find(({ purpose }) => purpose === 'vault')!.key_id;

/** A wrapped key of zeros has been destroyed, to erase the person. */
const IS_READABLE = `btrim(wrapped_key, '\\x00') <> ''`;

/** The id of a key that rows need beside those that are held; null if there is none. */
const keyOfOtherRows = async (tx: PoolClient, held: readonly string[], original: string): Promise<string | null> => {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT coalesce(key_id, $2) AS id FROM vault WHERE coalesce(key_id, $2) <> ALL($1::text[]) AND ${IS_READABLE} LIMIT 1`,
    [held, original],
  );
  return rows[0]?.id ?? null;
};

/** Damaged rows that an answer names. */
const SHOWN = 20;

/** How far the rows of the vault are under the current key. */
export interface Rewrapped {
  /** Rows that were rewrapped now. */
  readonly rows: number;
  /** Rows that another key still wraps. */
  readonly left: number;
  /** The first of those that no key opens: damaged rows. They stay as they are. */
  readonly damaged: readonly string[];
}

/**
 * Wraps the keys of all persons with the current key of the vault, row by row, as the owner. Contents and commitments stay. It may end at any
 * moment and be started again. Services with both keys go on meanwhile.
 *
 * @param batch rows that one statement changes
 * @throws WrongSetting if a key is not that of the data, or no service has been started with it yet
 */
export const rewrapVault = async (
  databaseUrl: string,
  keys: DataKeys,
  onProgress: (done: number, of: number) => void = () => undefined,
  batch = 500,
): Promise<Rewrapped> => {
  const [current] = await keyStates(databaseUrl, keys);
  if (current!.state === 'other') refuseOthers([current!]);
  // A service that knows the old key alone could not open the rows any more.
  if (current!.state === 'new')
    throw new WrongSetting('no service uses the new key of the vault yet: start casework again with both keys first');
  const { rewrap } = vault(keys.vault, keys.vaultPrevious);
  const stale = `key_id IS DISTINCT FROM $1 AND ${IS_READABLE}`;
  const { keyId } = keyCheck(keys.vault);
  return asOwner(databaseUrl, async (pool) => {
    const count = async (): Promise<number> =>
      Number((await pool.query<{ n: string }>(`SELECT count(*) AS n FROM vault WHERE ${stale}`, [keyId])).rows[0]!.n);
    const total = await count();
    const damaged: string[] = [];
    let [done, last] = [0, ''];
    for (;;) {
      const { rows } = await pool.query<{ ref: string; subject: string; wrapped_key: Buffer; ciphertext: Buffer }>(
        `SELECT ref, subject, wrapped_key, ciphertext FROM vault WHERE ref > $2 AND ${stale} ORDER BY ref LIMIT ${batch}`,
        [keyId, last],
      );
      if (rows.length === 0) return { rows: done, left: await count(), damaged: damaged.slice(0, SHOWN) };
      const changes = rows.flatMap(({ ref, subject, wrapped_key: before, ciphertext }) => {
        try {
          return [{ ref, before, fresh: Buffer.from(rewrap({ ref, subject, wrappedKey: before, ciphertext }).wrappedKey) }];
        } catch {
          damaged.push(ref);
          return [];
        }
      });
      // A key that was destroyed meanwhile stays destroyed.
      const { rowCount } = await pool.query(
        `UPDATE vault SET wrapped_key = fresh FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS one(ref, before, fresh)
         WHERE vault.ref = one.ref AND wrapped_key = before`,
        [changes.map(({ ref }) => ref), changes.map(({ before }) => before), changes.map(({ fresh }) => fresh)],
      );
      done += rowCount ?? 0;
      last = rows.at(-1)!.ref;
      onProgress(done, total);
    }
  });
};

/** A vault from before there were proofs: its key opens its rows. */
const opensFirstRow = async (tx: PoolClient, key: Uint8Array): Promise<boolean> => {
  const { rows } = await tx.query<{ ref: string; subject: string; wrapped_key: Buffer; ciphertext: Buffer }>(
    `SELECT ref, subject, wrapped_key, ciphertext FROM vault WHERE ${IS_READABLE} LIMIT 1`,
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
