import type { HeldDigests } from '@minglu/materials';
import type { Pool } from 'pg';

/** The ids of the events that may name a file, in the order of the log. */
export type EventsNaming = (sha256: string) => Promise<readonly string[]>;

/** Its index has the digests of each event, so the answer is that of the log at this moment. The conditions are those of the index. */
const NAMING = `SELECT event_id FROM events WHERE payload LIKE '%ha256"%' AND digests_in(payload) @> ARRAY[$1] ORDER BY position`;

export const eventsNaming =
  (pool: Pool): EventsNaming =>
  async (sha256) => {
    const { rows } = await pool.query<{ event_id: string }>({ name: 'events-naming', text: NAMING, values: [sha256] });
    return rows.map(({ event_id: id }) => id);
  };

/** A file that an event names is kept for good. So is each file under a legal hold: a hold stands on a case, whose events name its files. */
export const namedInLog = (pool: Pool): HeldDigests => {
  const naming = eventsNaming(pool);
  return async (sha256) => (await naming(sha256)).length > 0;
};
/** The position of the first event that may name a file; null if none does. */
export const firstNaming =
  (pool: Pool) =>
  async (sha256: string): Promise<number | null> => {
    const { rows } = await pool.query<{ position: string }>({
      name: 'first-naming',
      text: `SELECT min(position)::text AS position FROM events WHERE payload LIKE '%ha256"%' AND digests_in(payload) @> ARRAY[$1]`,
      values: [sha256],
    });
    return rows[0]?.position == null ? null : Number(rows[0].position);
  };
