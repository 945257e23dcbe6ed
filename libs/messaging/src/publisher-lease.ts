import { leaseEnd, leaseOn } from '@minglu/event-store';
import type { Pool } from 'pg';
import type { TopicEpochRecord } from './kept-epoch-records.js';
import type { PartitionEnd } from './topic-reading.js';

interface PublisherLeaseOptions {
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly owner: string;
  readonly leaseMs: number;
}

/** The lease and the checkpoint of the publisher: one row, by the clock of the database. */
export const publisherLease = ({ pool, owner, leaseMs }: PublisherLeaseOptions) => {
  const lease = leaseOn({ pool, table: 'publisher.lease', name: 'kafka', owner, leaseMs, first: { position: 0 } });
  let held = false;
  return {
    isHeld: (): boolean => held,

    /** Takes or renews the lease. Resolves to the checkpoint, or null if another instance holds the lease. */
    acquire: async (): Promise<number | null> => {
      const row = await lease.acquire();
      held = row !== null;
      return row && Number(row['position']);
    },

    /** Moves the checkpoint and the acknowledged ends together, and renews the lease. Resolves to false if the lease was lost. */
    advance: async (from: number, to: number, ends: readonly PartitionEnd[]): Promise<boolean> => {
      const { rowCount } = await pool.query(
        `WITH moved AS (
           UPDATE publisher.lease SET position = $3, until = ${leaseEnd('$4')}
           WHERE name = 'kafka' AND owner = $1 AND position = $2 AND until > clock_timestamp() RETURNING 1),
         ends AS (
           INSERT INTO publisher.acknowledged (topic, part, next)
           SELECT e.* FROM unnest($5::text[], $6::int[], $7::bigint[]) e, moved
           ON CONFLICT (topic, part) DO UPDATE SET next = EXCLUDED.next)
         SELECT FROM moved`,
        [owner, from, to, leaseMs, ...columnsOf(ends)],
      );
      held = rowCount === 1;
      return held;
    },

    /**
     * Goes back to a position after the topics were reconciled with the log, notes their ends, keeps the epoch records, and ends the
     * request. Rejects if the lease was lost.
     */
    reconciled: async (position: number, ends: readonly PartitionEnd[], records: readonly TopicEpochRecord[]): Promise<void> => {
      const { rowCount } = await pool.query(
        `WITH moved AS (
           UPDATE publisher.lease SET position = LEAST(position, $2) WHERE name = 'kafka' AND owner = $1 AND until > clock_timestamp() RETURNING 1),
         ends AS (
           INSERT INTO publisher.acknowledged (topic, part, next)
           SELECT e.* FROM unnest($3::text[], $4::int[], $5::bigint[]) e, moved
           ON CONFLICT (topic, part) DO UPDATE SET next = EXCLUDED.next),
         kept AS (
           INSERT INTO publisher.epoch_records (id, topic, epoch, record)
           SELECT r.* FROM unnest($6::uuid[], $7::text[], $8::int[], $9::jsonb[]) r, moved ON CONFLICT (id) DO NOTHING),
         done AS (DELETE FROM publisher.reconciliation USING moved)
         SELECT FROM moved`,
        [
          owner,
          position,
          ...columnsOf(ends),
          records.map(({ record }) => record.headers['ce_id']),
          records.map(({ topic }) => topic),
          records.map(({ epoch }) => epoch),
          records.map(({ record }) => JSON.stringify(record)),
        ],
      );
      if (rowCount !== 1) throw new Error('the lease was lost while the topics were reconciled with the log');
    },

    /** Ends the lease, if this instance holds it, so that another need not wait for its end. */
    release: async (): Promise<void> => {
      held = false;
      await lease.release();
    },

    position: async (): Promise<number> => {
      const { rows } = await pool.query<{ position: string }>(`SELECT position FROM publisher.lease WHERE name = 'kafka'`);
      return Number(rows[0]?.position ?? 0);
    },
  };
};

/** Notes the ends of partitions that Kafka has acknowledged, apart from the checkpoint. */
export const acknowledge = async (pool: Pool, ends: readonly PartitionEnd[]): Promise<void> => {
  await pool.query(
    `INSERT INTO publisher.acknowledged (topic, part, next) SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
     ON CONFLICT (topic, part) DO UPDATE SET next = EXCLUDED.next`,
    columnsOf(ends),
  );
};

const columnsOf = (ends: readonly PartitionEnd[]) => [
  ends.map(({ topic }) => topic),
  ends.map(({ partition }) => partition),
  ends.map(({ end }) => String(end)),
];
