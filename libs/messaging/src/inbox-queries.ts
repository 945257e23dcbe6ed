import { inTransaction } from '@minglu/event-store';
import type { Pool } from 'pg';
import type { Inbox } from './inbox.js';
import type { Consumer, ParkedEventInfo } from './port.js';

/** The methods that both adapters answer alike, from the tables of the inbox. */
export const inboxQueries = (
  pool: Pool,
  schema: string,
  consumer: string,
  box: Inbox,
): Pick<
  Consumer,
  'versionOf' | 'appliedCount' | 'parked' | 'parkedAndInvalid' | 'parkedSeconds' | 'alarms' | 'acknowledge' | 'replay'
> => ({
  versionOf: async (streamId) => {
    const { rows } = await pool.query<{ version: number }>(
      `SELECT version FROM ${schema}.watermarks WHERE consumer = $1 AND stream_id = $2`,
      [consumer, streamId],
    );
    return rows[0]?.version ?? 0;
  },
  appliedCount: async () => {
    const { rows } = await pool.query<{ count: string }>(
      `SELECT coalesce(sum(version), 0)::text AS count FROM ${schema}.watermarks WHERE consumer = $1`,
      [consumer],
    );
    return Number(rows[0]!.count);
  },
  parked: async () => {
    const { rows } = await pool.query<ParkedEventInfo>(
      `SELECT stream_id AS "streamId", stream_version AS "streamVersion", event->>'type' AS type, reason
       FROM ${schema}.parked WHERE consumer = $1 ORDER BY stream_id, stream_version`,
      [consumer],
    );
    return rows;
  },
  parkedAndInvalid: async () => {
    const countBy = async (column: string, table: string): Promise<Readonly<Record<string, number>>> => {
      const { rows } = await pool.query<{ key: string; count: string }>(
        `SELECT ${column} AS key, count(*) AS count FROM ${schema}.${table} WHERE consumer = $1 GROUP BY 1 ORDER BY 1`,
        [consumer],
      );
      return Object.fromEntries(rows.map(({ key, count }) => [key, Number(count)]));
    };
    return { parked: await countBy(`event->>'type'`, 'parked'), invalid: await countBy('reason', 'foreign_records') };
  },
  parkedSeconds: async () => {
    const { rows } = await pool.query<{ seconds: number | null }>(
      `SELECT extract(epoch FROM clock_timestamp() - min(parked_at))::float8 AS seconds FROM ${schema}.parked WHERE consumer = $1`,
      [consumer],
    );
    return rows[0]!.seconds;
  },
  alarms: async () => {
    const { rows } = await pool.query<{ count: string }>(
      `SELECT count(*) AS count FROM ${schema}.foreign_records WHERE consumer = $1 AND acknowledged_at IS NULL`,
      [consumer],
    );
    return Number(rows[0]!.count);
  },
  acknowledge: async () => {
    const { rowCount } = await pool.query(
      `UPDATE ${schema}.foreign_records SET acknowledged_at = now() WHERE consumer = $1 AND acknowledged_at IS NULL`,
      [consumer],
    );
    return rowCount!;
  },
  replay: (streamId, log) => inTransaction(pool, (tx) => box.replay(streamId, tx, log)),
});
