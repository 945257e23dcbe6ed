import type { LogIdentity } from '@minglu/event-store';
import type { Pool } from 'pg';
import type { SigningKey } from './record-keys.js';
import { signRecords, type Unsigned } from './record-signature.js';
import type { TopicNames } from './topics.js';

/**
 * The signed watermarks of the public topic: the highest `publicversion` of each case, and the number of all public events.
 * With them a subscriber notices that the last event of a case is missing.
 */
export const publicWatermarks = (pool: Pool, topics: TopicNames, signingKey: SigningKey) => ({
  /** The watermarks of the topic and of the cases that changed up to the position. */
  next: async (position: number, { logId, epochs }: LogIdentity): Promise<readonly Unsigned[]> => {
    const epoch = String(epochs.at(-1)!.epoch);
    const { rows: totals } = await pool.query<{ position: string; value: string; epoch: string }>(
      `SELECT position, value, headers ->> 'ce_epoch' AS epoch FROM publisher.public_watermarks WHERE key = $1`,
      [topics.public],
    );
    const [last] = totals;
    // Beyond the position, the last one is of a log that was restored since. In a new epoch all are published again, so that readers can tell the lost ones.
    const isOfThisLog = last !== undefined && Number(last.position) <= position && last.epoch === epoch;
    if (last && !isOfThisLog) await pool.query('DELETE FROM publisher.public_watermarks');
    const { rows } = await pool.query<{ stream: string; version: number; at: string; added: string }>(
      `SELECT stream_id AS stream, max(public_version) AS version, count(*) AS added FROM events
       WHERE public_version IS NOT NULL AND position > $1 AND position <= $2 GROUP BY stream_id ORDER BY stream_id`,
      [isOfThisLog ? last.position : 0, position],
    );
    const before = isOfThisLog ? (JSON.parse(last.value) as { count: number }).count : 0;
    const count = rows.reduce((sum, { added }) => sum + Number(added), before);
    const at = (await now(pool)).toISOString();
    const headers = { 'content-type': 'application/json', ce_logid: logId, ce_epoch: epoch };
    const record = (key: string, content: object): Unsigned => ({ key, value: JSON.stringify({ at, ...content }), headers });
    const all = [
      record(topics.public, { count }),
      ...rows.map(({ stream, version }) => record(stream, { publicversion: version, count: version })),
    ];
    return signRecords(all, 'watermark', signingKey);
  },

  /** Keeps them for readers over HTTP. They were published before. */
  save: async (position: number, records: readonly Unsigned[]): Promise<void> => {
    await pool.query(
      `INSERT INTO publisher.public_watermarks (key, position, value, headers)
       SELECT key, $4, value, headers FROM unnest($1::text[], $2::text[], $3::jsonb[]) n(key, value, headers)
       ON CONFLICT (key) DO UPDATE SET position = EXCLUDED.position, value = EXCLUDED.value, headers = EXCLUDED.headers`,
      [records.map(({ key }) => key), records.map(({ value }) => value), records.map(({ headers }) => JSON.stringify(headers)), position],
    );
  },

  /** The next round publishes all of them again. */
  forget: async (): Promise<void> => void (await pool.query('DELETE FROM publisher.public_watermarks')),
});

const now = async (pool: Pool): Promise<Date> => (await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')).rows[0]!.now;

/** A page of the watermarks in the order of their keys, for readers over HTTP. */
export const watermarkPages =
  (pool: Pool) =>
  async (after: string, limit: number): Promise<readonly Unsigned[]> =>
    (
      await pool.query<Unsigned>('SELECT key, value, headers FROM publisher.public_watermarks WHERE key > $1 ORDER BY key LIMIT $2', [
        after,
        limit,
      ])
    ).rows;
