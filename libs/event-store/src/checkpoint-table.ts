import type { Pool, PoolClient } from 'pg';
import type { Checkpoint } from './place.js';
import type { LogPlace } from './port.js';

interface CheckpointRow {
  readonly position: string;
  readonly log_id: string | null;
  readonly epoch: number | null;
  readonly hash: string | null;
}
const checkpointIn = ({ position, log_id: logId, epoch, hash }: CheckpointRow): Checkpoint => {
  const at = Number(position);
  return logId === null || epoch === null || hash === null
    ? { position: at }
    : { position: at, place: { logId, epoch, position: at, hash } };
};

/** The checkpoint of a reader in a table with the columns `name`, `position`, and the place `log_id`, `epoch`, `hash`. */
export const checkpointTable = (table: string, name: string) => {
  const read = async (client: Pool | PoolClient, lock = ''): Promise<Checkpoint | undefined> => {
    const { rows } = await client.query<CheckpointRow>(
      `SELECT position::text, log_id, epoch, encode(hash, 'hex') AS hash FROM ${table} WHERE name = $1 ${lock}`,
      [name],
    );
    return rows[0] && checkpointIn(rows[0]);
  };
  return {
    read: async (client: Pool | PoolClient): Promise<Checkpoint> => (await read(client)) ?? { position: 0 },
    /** Locks the row until the transaction ends. Makes it if there is none. */
    readLocked: async (tx: PoolClient): Promise<Checkpoint> => {
      const current = await read(tx, 'FOR UPDATE');
      if (current !== undefined) return current;
      await tx.query(`INSERT INTO ${table} (name, position) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING`, [name]);
      return (await read(tx, 'FOR UPDATE')) ?? { position: 0 };
    },
    /** Moves the place forward, never back. Makes the row if there is none. */
    raise: async (client: Pool | PoolClient, { position, logId, epoch, hash }: LogPlace): Promise<void> => {
      await client.query(
        `INSERT INTO ${table} AS c (name, position, log_id, epoch, hash) VALUES ($1, $2, $3, $4, decode($5, 'hex')) ON CONFLICT (name)
         DO UPDATE SET (position, log_id, epoch, hash) = (EXCLUDED.position, EXCLUDED.log_id, EXCLUDED.epoch, EXCLUDED.hash)
         WHERE c.position < EXCLUDED.position`,
        [name, position, logId, epoch, hash],
      );
    },
    save: async (tx: PoolClient, { position, logId, epoch, hash }: LogPlace): Promise<void> => {
      await tx.query(`UPDATE ${table} SET position = $2, log_id = $3, epoch = $4, hash = decode($5, 'hex') WHERE name = $1`, [
        name,
        position,
        logId,
        epoch,
        hash,
      ]);
    },
  };
};
