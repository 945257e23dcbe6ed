import type { Pool, PoolClient } from 'pg';

/** Keeps a connection from going back to its pool: the pool closes it instead. */
type Discard = (cause: Error) => void;

/** Runs `work` on one connection of the pool. A connection that is lost meanwhile is closed, not given back. */
export const withConnection = async <T>(pool: Pool, work: (client: PoolClient, discard: Discard) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  const discard: Discard = (cause) => void (broken ??= cause);
  // A connection can be lost between two queries. Without a listener that ends the process; with it the next query fails.
  client.on('error', discard);
  try {
    return await work(client, discard);
  } finally {
    client.off('error', discard);
    client.release(broken);
  }
};

/** Runs `work` in one transaction on a connection of {@link withConnection}: commits if it resolves, rolls back if it rejects. */
export const transactionOn = async <T>(client: PoolClient, discard: Discard, work: () => Promise<T>): Promise<T> => {
  try {
    await client.query('BEGIN');
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A rollback that fails must not hide the first error. The state of its connection is unknown, so it is discarded.
    await client.query('ROLLBACK').catch(discard);
    throw error;
  }
};

/** Runs `work` in one transaction on a connection of the pool. Rejects with the first error. */
export const inTransaction = <T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> =>
  withConnection(pool, (client, discard) => transactionOn(client, discard, () => work(client)));
