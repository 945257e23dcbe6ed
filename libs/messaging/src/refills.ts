import type { Pool } from 'pg';
import type { TopicNames } from './topics.js';

/** A topic whose records are published again: those of the events after `after` up to `upTo`. */
export interface Refill {
  readonly topic: string;
  readonly after: number;
  readonly upTo: number;
}

/** Which events of the log have a record on a topic, as a condition of SQL. */
const recordsOf = (topic: string, topics: TopicNames): string => {
  if (topic === topics.public) return 'public_version IS NOT NULL';
  return topic === topics.dossier ? `stream_id LIKE 'dossier/%'` : `stream_id NOT LIKE 'dossier/%'`;
};

/** The number of records that the events after `after` up to `upTo` have on a topic. */
export const countRecords = async (pool: Pool, topics: TopicNames, { topic, after, upTo }: Refill): Promise<number> => {
  const { rows } = await pool.query<{ count: string }>(
    `SELECT count(*)::text AS count FROM events WHERE position > $1 AND position <= $2 AND ${recordsOf(topic, topics)}`,
    [after, upTo],
  );
  return Number(rows[0]!.count);
};

/** The requests to publish topics again. The publisher that holds the lease carries them out before it goes on. */
export const refills = (pool: Pool) => ({
  list: async (): Promise<readonly Refill[]> => {
    const { rows } = await pool.query<{ topic: string; after: string; upTo: string }>(
      'SELECT topic, after::text, up_to::text AS "upTo" FROM publisher.refills ORDER BY topic',
    );
    return rows.map(({ topic, after, upTo }) => ({ topic, after: Number(after), upTo: Number(upTo) }));
  },
  /** A request that exists is widened. */
  request: async ({ topic, after, upTo }: Refill): Promise<void> => {
    await pool.query(
      `INSERT INTO publisher.refills AS r (topic, after, up_to) VALUES ($1, $2, $3)
       ON CONFLICT (topic) DO UPDATE SET after = LEAST(r.after, EXCLUDED.after), up_to = GREATEST(r.up_to, EXCLUDED.up_to)`,
      [topic, after, upTo],
    );
  },
  /** Notes that the events up to `to` are acknowledged. A request that was widened meanwhile stays as it is. */
  advance: async ({ topic, after, upTo }: Refill, to: number): Promise<boolean> => {
    const { rowCount } = await pool.query(
      to < upTo
        ? 'UPDATE publisher.refills SET after = $4 WHERE topic = $1 AND after = $2 AND up_to = $3'
        : 'DELETE FROM publisher.refills WHERE topic = $1 AND after = $2 AND up_to = $3 AND up_to <= $4',
      [topic, after, upTo, to],
    );
    return rowCount === 1;
  },
});

/** Asks the publisher to publish topics again, for the events after `after` up to its checkpoint. `dryRun`: only counts their records. */
export const requestRefill = async (
  pool: Pool,
  topics: TopicNames,
  { after, only, dryRun }: { readonly after: number; readonly only?: 'dossier' | 'reference' | 'public'; readonly dryRun: boolean },
): Promise<readonly { readonly topic: string; readonly records: number }[]> => {
  const { rows } = await pool.query<{ position: string }>(`SELECT position::text FROM publisher.lease WHERE name = 'kafka'`);
  const upTo = Number(rows[0]?.position ?? 0);
  const wanted = (only ? [only] : (['dossier', 'reference', 'public'] as const)).map((name) => ({ topic: topics[name], after, upTo }));
  const counted = [];
  for (const refill of wanted) {
    const records = await countRecords(pool, topics, refill);
    counted.push({ topic: refill.topic, records });
    if (records > 0 && !dryRun) await refills(pool).request(refill);
  }
  return counted;
};
