import type { Pool, PoolClient } from 'pg';

/** Does its work in one transaction; a connection that cannot even roll back is thrown away. */
export const inTransaction = async <T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> => {
  const tx = await pool.connect();
  let broken: Error | undefined;
  const note = (error: Error): void => void (broken = error);
  tx.on('error', note);
  try {
    await tx.query('BEGIN');
    const result = await work(tx);
    await tx.query('COMMIT');
    return result;
  } catch (error) {
    await tx.query('ROLLBACK').catch(note);
    throw error;
  } finally {
    tx.off('error', note);
    tx.release(broken);
  }
};
