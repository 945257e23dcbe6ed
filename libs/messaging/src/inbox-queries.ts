import type { Pool } from 'pg';
import type { Inbox } from './inbox.js';
import { inTransaction } from './transaction.js';
import type { Consumer, Parked } from './port.js';

/** What both adapters answer alike, from the inbox’s tables. */
export const inboxQueries = (
  pool: Pool,
  schema: string,
  consumer: string,
  box: Inbox,
): Pick<Consumer, 'versionOf' | 'taken' | 'parked' | 'aside' | 'replay'> => ({
  versionOf: async (streamId) => {
    const { rows } = await pool.query<{ version: number }>(
      `SELECT version FROM ${schema}.watermarks WHERE consumer = $1 AND stream_id = $2`,
      [consumer, streamId],
    );
    return rows[0]?.version ?? 0;
  },
  taken: async () => {
    const { rows } = await pool.query<{ taken: string }>(
      `SELECT coalesce(sum(version), 0)::text AS taken FROM ${schema}.watermarks WHERE consumer = $1`,
      [consumer],
    );
    return Number(rows[0]!.taken);
  },
  parked: async () => {
    const { rows } = await pool.query<Parked>(
      `SELECT stream_id AS "streamId", stream_version AS "streamVersion", event->>'type' AS type, reason
       FROM ${schema}.parked WHERE consumer = $1 ORDER BY stream_id, stream_version`,
      [consumer],
    );
    return rows;
  },
  aside: async () => {
    const counted = async (what: string, table: string): Promise<Readonly<Record<string, number>>> => {
      const { rows } = await pool.query<{ what: string; count: string }>(
        `SELECT ${what} AS what, count(*) AS count FROM ${schema}.${table} WHERE consumer = $1 GROUP BY 1 ORDER BY 1`,
        [consumer],
      );
      return Object.fromEntries(rows.map((row) => [row.what, Number(row.count)]));
    };
    return { parked: await counted(`event->>'type'`, 'parked'), foreign: await counted('reason', 'foreign_records') };
  },
  replay: (streamId) => inTransaction(pool, (tx) => box.replay(streamId, tx)),
});
