import { keyCheck, vault, WrongSetting, type Keys } from '@minglu/casework';
import type { Pool } from 'pg';
import { asOwner } from './connections.js';
import { keyStates, refuseOthers, type DataKeys } from './key-checks.js';
import { IS_READABLE, type OwnKeyRow } from './vault-rows.js';

/** Damaged rows that an answer names. */
const SHOWN = 20;

/** How far the keys of the vault are under the current key. */
export interface Rewrapped {
  /** Keys that were rewrapped now: of persons, and of rows with keys of their own. */
  readonly rows: number;
  /** Keys that another key still wraps. */
  readonly left: number;
  /** The first of those that no key opens: damaged ones. They stay as they are. */
  readonly damaged: readonly string[];
}

interface Wrapped {
  readonly id: string;
  readonly before: Buffer;
  /** @throws Error if no key opens it, or it is damaged */
  readonly fresh: () => Uint8Array;
}
/** A table whose rows have a wrapped key. */
interface KeyTable {
  readonly name: string;
  readonly id: string;
  /** The next rows behind an id that another key wraps, in the order of their ids. */
  readonly next: (pool: Pool, keyId: string, last: string, batch: number) => Promise<readonly Wrapped[]>;
}

const STALE = `key_id IS DISTINCT FROM $1 AND ${IS_READABLE}`;

const keyTables = ({ vault: current, vaultPrevious }: Pick<Keys, 'vault' | 'vaultPrevious'>): readonly KeyTable[] => {
  const { rewrap, rewrapPerson } = vault(current, vaultPrevious);
  return [
    {
      name: 'vault_keys',
      id: 'id',
      next: async (pool, keyId, last, batch) => {
        const { rows } = await pool.query<{ id: string; subject: string; wrapped_key: Buffer }>(
          `SELECT id, subject, wrapped_key FROM vault_keys WHERE id > $2 AND ${STALE} ORDER BY id LIMIT ${batch}`,
          [keyId, last],
        );
        return rows.map(({ id, subject, wrapped_key: before }) => ({
          id,
          before,
          fresh: () => rewrapPerson({ id, subject, wrappedKey: before }).wrappedKey,
        }));
      },
    },
    {
      name: 'vault',
      id: 'ref',
      next: async (pool, keyId, last, batch) => {
        const { rows } = await pool.query<OwnKeyRow>(
          `SELECT ref, subject, wrapped_key, ciphertext FROM vault WHERE ref > $2 AND ${STALE} ORDER BY ref LIMIT ${batch}`,
          [keyId, last],
        );
        return rows.map(({ ref, subject, wrapped_key: before, ciphertext }) => ({
          id: ref,
          before,
          fresh: () => rewrap({ ref, subject, wrappedKey: before, ciphertext }).wrappedKey,
        }));
      },
    },
  ];
};

/**
 * Wraps the keys of persons and of rows with the current key of the vault, one by one, as the owner. Contents and commitments stay. It may end at
 * any moment and be started again. Services with both keys go on meanwhile.
 *
 * @param batch keys that one statement changes
 * @throws WrongSetting if a key is not that of the data, or no service has been started with it yet
 */
export const rewrapVault = async (
  databaseUrl: string,
  keys: DataKeys,
  onProgress: (done: number, of: number) => void = () => undefined,
  batch = 500,
): Promise<Rewrapped> => {
  const [current] = await keyStates(databaseUrl, keys);
  refuseOthers([current!]);
  // A service that knows the old key alone could not open the rows any more.
  if (current!.state === 'new')
    throw new WrongSetting('no service uses the new key of the vault yet: start casework again with both keys first');
  const tables = keyTables(keys);
  const { keyId } = keyCheck(keys.vault);
  return asOwner(databaseUrl, async (pool) => {
    const count = async (): Promise<number> => {
      const counts = tables.map(({ name }) => `(SELECT count(*) FROM ${name} WHERE ${STALE})`).join(' + ');
      return Number((await pool.query<{ n: string }>(`SELECT ${counts} AS n`, [keyId])).rows[0]!.n);
    };
    const total = await count();
    const damaged: string[] = [];
    let done = 0;
    for (const table of tables)
      for (let last = ''; ;) {
        const found = await table.next(pool, keyId, last, batch);
        if (found.length === 0) break;
        done += await rewrapped(pool, table, found, damaged);
        last = found.at(-1)!.id;
        onProgress(done, total);
      }
    return { rows: done, left: await count(), damaged: damaged.slice(0, SHOWN) };
  });
};

/** Rewraps these keys, and returns how many. One that was destroyed or changed meanwhile stays as it is. */
const rewrapped = async (pool: Pool, { name, id }: KeyTable, found: readonly Wrapped[], damaged: string[]): Promise<number> => {
  const changes = found.flatMap((one) => {
    try {
      return [{ id: one.id, before: one.before, fresh: Buffer.from(one.fresh()) }];
    } catch {
      damaged.push(one.id);
      return [];
    }
  });
  const { rowCount } = await pool.query(
    `UPDATE ${name} SET wrapped_key = fresh FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS one(own, before, fresh)
     WHERE ${name}.${id} = one.own AND wrapped_key = before`,
    [changes.map((one) => one.id), changes.map(({ before }) => before), changes.map(({ fresh }) => fresh)],
  );
  return rowCount ?? 0;
};
