import type { Pool } from 'pg';
import type { Unsigned } from './record-signature.js';

/** An epoch record with its topic. */
export interface TopicEpochRecord {
  readonly topic: string;
  readonly epoch: number;
  readonly record: Unsigned;
}

/**
 * The epoch records with which the topics were reconciled with this log: `lease.reconciled` keeps them. A reader that met none of them
 * may still hold the lost events, so a topic that is published again gets them again.
 */
export const keptEpochRecords = (pool: Pick<Pool, 'query'>) => ({
  /** Those of a topic, in the order of their epochs: a reader takes none after one of a later epoch. */
  of: async (topic: string): Promise<readonly TopicEpochRecord[]> => {
    const { rows } = await pool.query<TopicEpochRecord>(
      'SELECT topic, epoch, record FROM publisher.epoch_records WHERE topic = $1 ORDER BY epoch, id',
      [topic],
    );
    return rows;
  },
  /** Those of these ids that are kept. */
  among: async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM publisher.epoch_records WHERE id = ANY($1::uuid[])', [ids]);
    return new Set(rows.map(({ id }) => id));
  },
});
