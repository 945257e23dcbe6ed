import type { PoolClient } from 'pg';

/** Reason of an event that is not the one that was taken at its version. */
export const OTHER_CONTENT = 'another event than the one that was taken at its version';

interface ForeignRecord {
  readonly schema: string;
  readonly consumer: string;
  readonly topic: string;
  readonly part: number;
  /** Its offset or position. */
  readonly at: string | number;
  readonly reason: string;
  readonly record: unknown;
  /** False for a missing range: the publisher fills it, and the gaps that it leaves are counted by themselves. */
  readonly alarm?: boolean;
}

/** Sets a record aside, once even if it is delivered again. It is an alarm until an operator acknowledges it. */
export const storeForeign = async (
  { schema, consumer, topic, part, at, reason, record, alarm = true }: ForeignRecord,
  tx: Pick<PoolClient, 'query'>,
): Promise<void> => {
  await tx.query(
    `INSERT INTO ${schema}.foreign_records (consumer, topic, part, at, reason, record, acknowledged_at)
     VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7 THEN NULL ELSE now() END) ON CONFLICT DO NOTHING`,
    [consumer, topic, part, at, reason, JSON.stringify(record), alarm],
  );
};
