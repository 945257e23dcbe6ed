import type { Pool } from 'pg';

interface PublisherLeaseOptions {
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly owner: string;
  readonly leaseMs: number;
}

/** The lease and the checkpoint of the publisher: one row, by the clock of the database. */
export const publisherLease = ({ pool, owner, leaseMs }: PublisherLeaseOptions) => {
  let held = false;
  return {
    isHeld: (): boolean => held,

    /** Takes or renews the lease. Resolves to the checkpoint, or null if another instance holds the lease. */
    acquire: async (): Promise<number | null> => {
      const { rows } = await pool.query<{ position: string }>(
        `INSERT INTO publisher.lease (name, owner, until, position) VALUES ('kafka', $1, clock_timestamp() + $2::int * interval '1 ms', 0)
         ON CONFLICT (name) DO UPDATE SET owner = $1, until = EXCLUDED.until
         WHERE publisher.lease.owner = $1 OR publisher.lease.until < clock_timestamp()
         RETURNING position`,
        [owner, leaseMs],
      );
      held = rows.length > 0;
      return rows[0] ? Number(rows[0].position) : null;
    },

    /** Moves the checkpoint to what Kafka has acknowledged, and renews the lease. Resolves to false if the lease was lost. */
    advance: async (from: number, to: number): Promise<boolean> => {
      const { rowCount } = await pool.query(
        `UPDATE publisher.lease SET position = $3, until = clock_timestamp() + $4::int * interval '1 ms'
         WHERE name = 'kafka' AND owner = $1 AND position = $2 AND until > clock_timestamp()`,
        [owner, from, to, leaseMs],
      );
      held = rowCount === 1;
      return held;
    },

    /** Ends the lease, if this instance holds it, so that another need not wait for its end. */
    release: async (): Promise<void> => {
      held = false;
      await pool.query(`UPDATE publisher.lease SET until = clock_timestamp() WHERE name = 'kafka' AND owner = $1`, [owner]);
    },

    position: async (): Promise<number> => {
      const { rows } = await pool.query<{ position: string }>(`SELECT position FROM publisher.lease WHERE name = 'kafka'`);
      return Number(rows[0]?.position ?? 0);
    },
  };
};
