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
}

/** Sets a record aside, once even if it is delivered again. */
export const storeForeign = async (
  { schema, consumer, topic, part, at, reason, record }: ForeignRecord,
  tx: Pick<PoolClient, 'query'>,
): Promise<void> => {
  await tx.query(
    `INSERT INTO ${schema}.foreign_records (consumer, topic, part, at, reason, record) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [consumer, topic, part, at, reason, JSON.stringify(record)],
  );
};
