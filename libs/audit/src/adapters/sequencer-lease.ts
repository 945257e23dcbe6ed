import type { Pool, PoolClient } from 'pg';

/** The lease of the sequencer, by the clock of the database. Its row is also the lock under which rows are added. */
export const sequencerLease = (pool: Pool, owner: string, leaseMs: number) => ({
  /** Takes or renews the lease. False if another instance holds it. */
  acquire: async (): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `INSERT INTO audit.lease AS held (name, owner, until) VALUES ('sequencer', $1, clock_timestamp() + $2::int * interval '1 ms')
       ON CONFLICT (name) DO UPDATE SET owner = $1, until = EXCLUDED.until WHERE held.owner = $1 OR held.until < clock_timestamp()`,
      [owner, leaseMs],
    );
    return rowCount === 1;
  },
  /** Locks the row until the transaction ends. Rejects if the lease is not ours any more. */
  lock: async (tx: PoolClient): Promise<void> => {
    const { rowCount } = await tx.query(`SELECT FROM audit.lease WHERE name = 'sequencer' AND owner = $1 FOR UPDATE`, [owner]);
    if (rowCount !== 1) throw new Error('another instance has taken the lease of the sequencer');
  },
  /** Ends the lease, so that another need not wait for its end. */
  release: async (): Promise<void> => {
    await pool.query(`UPDATE audit.lease SET until = clock_timestamp() WHERE name = 'sequencer' AND owner = $1`, [owner]);
  },
});
