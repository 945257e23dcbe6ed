import type { PoolClient } from 'pg';

/** The last version of a stream that a consumer has applied. `parked`: all later events of the stream are parked. */
export interface Watermark {
  version: number;
  parked: boolean;
}
export type Watermarks = Map<string, Watermark>;

export const watermarksOf = (schema: string, consumer: string) => ({
  /** Reads and locks the watermarks of these streams: only one transaction at a time applies, parks or replays a stream. */
  lock: async (streams: readonly string[], tx: PoolClient): Promise<Watermarks> => {
    const ids = [...new Set(streams)].sort();
    await tx.query(
      `INSERT INTO ${schema}.watermarks (consumer, stream_id, version) SELECT $1, * , 0 FROM unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [consumer, ids],
    );
    const { rows } = await tx.query<{ stream_id: string; version: number; parked: boolean }>(
      `SELECT stream_id, version, parked FROM ${schema}.watermarks WHERE consumer = $1 AND stream_id = ANY($2) ORDER BY stream_id FOR UPDATE`,
      [consumer, ids],
    );
    return new Map(rows.map(({ stream_id: id, version, parked }) => [id, { version, parked }]));
  },

  save: async (watermarks: Watermarks, tx: PoolClient): Promise<void> => {
    const all = [...watermarks.values()];
    await tx.query(
      `UPDATE ${schema}.watermarks w SET version = n.version, parked = n.parked
       FROM unnest($2::text[], $3::int[], $4::boolean[]) n(stream_id, version, parked) WHERE w.consumer = $1 AND w.stream_id = n.stream_id`,
      [consumer, [...watermarks.keys()], all.map(({ version }) => version), all.map(({ parked }) => parked)],
    );
  },
});
