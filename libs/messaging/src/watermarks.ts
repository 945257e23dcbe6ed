import type { StoredEvent } from '@minglu/event-store';
import type { PoolClient } from 'pg';

/** The last version of a stream that a consumer has applied. `parked`: all later events of the stream are parked. */
export interface Watermark {
  version: number;
  parked: boolean;
  /** The short hashes of its last versions, one after the other, up to `version`. Those of earlier versions may be unknown. */
  hashes: string;
}
export type Watermarks = Map<string, Watermark>;

/** Digits of a short hash: the first 8 bytes of a content hash in hexadecimal. The salt makes each content hash another. */
const SHORT = 16;
const UNKNOWN = '0'.repeat(SHORT);
/** Most short hashes of a stream, so that a long stream does not make each step dear. */
const KEPT = 1_024;

export const shortHash = ({ contentHash }: Pick<StoredEvent, 'contentHash'>): string =>
  Buffer.from(contentHash).toString('hex', 0, SHORT / 2) || UNKNOWN;

/** The short hash of an applied version; null if it is not known. */
export const hashAt = ({ version, hashes }: Watermark, of: number): string | null => {
  const at = hashes.length - SHORT * (version - of + 1);
  const found = at < 0 || of < 1 ? UNKNOWN : hashes.slice(at, at + SHORT);
  return found === UNKNOWN ? null : found;
};

/** Moves a watermark over the next event of its stream. */
export const advance = (watermark: Watermark, event: StoredEvent): void => {
  watermark.version += 1;
  watermark.hashes = (watermark.hashes + shortHash(event)).slice(-SHORT * KEPT);
};

/** The watermark as it was at an earlier version, parked there. */
export const parkedAt = ({ version, hashes }: Watermark, at: number): Watermark => ({
  version: at,
  parked: true,
  hashes: hashes.slice(0, Math.max(0, hashes.length - SHORT * (version - at))),
});

export const watermarksOf = (schema: string, consumer: string) => ({
  /** Reads and locks the watermarks of these streams: only one transaction at a time applies, parks or replays a stream. */
  lock: async (streams: readonly string[], tx: PoolClient): Promise<Watermarks> => {
    const ids = [...new Set(streams)].sort();
    await tx.query(
      `INSERT INTO ${schema}.watermarks (consumer, stream_id, version) SELECT $1, * , 0 FROM unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [consumer, ids],
    );
    const { rows } = await tx.query<{ stream_id: string; version: number; parked: boolean; hashes: string }>(
      `SELECT stream_id, version, parked, encode(hashes, 'hex') AS hashes FROM ${schema}.watermarks
       WHERE consumer = $1 AND stream_id = ANY($2) ORDER BY stream_id FOR UPDATE`,
      [consumer, ids],
    );
    return new Map(rows.map(({ stream_id: id, version, parked, hashes }) => [id, { version, parked, hashes }]));
  },

  save: async (watermarks: Watermarks, tx: PoolClient): Promise<void> => {
    const all = [...watermarks.values()];
    await tx.query(
      `UPDATE ${schema}.watermarks w SET version = n.version, parked = n.parked, hashes = decode(n.hashes, 'hex')
       FROM unnest($2::text[], $3::int[], $4::boolean[], $5::text[]) n(stream_id, version, parked, hashes)
       WHERE w.consumer = $1 AND w.stream_id = n.stream_id`,
      [
        consumer,
        [...watermarks.keys()],
        all.map(({ version }) => version),
        all.map(({ parked }) => parked),
        all.map(({ hashes }) => hashes),
      ],
    );
  },
});
