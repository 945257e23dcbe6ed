import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { StoredEvent } from '@minglu/event-store';
import { sha256 } from '../index.js';
import { nodeReader } from './tree-tables.js';

/** Streams whose last leaf is kept in memory. */
const REMEMBERED = 50_000;

/** The leaf hash (SHA-256) of the last event of each stream, from memory or from the tree. */
export const previousLeaves = (pool: Pool) => {
  const last = new LRUCache<string, { readonly version: number; readonly hash: Buffer }>({ max: REMEMBERED });
  return {
    note: ({ streamId, streamVersion }: StoredEvent, hash: Buffer): void => void last.set(streamId, { version: streamVersion, hash }),
    /** The leaf hash of the event before; null for the first of a stream. `prepare` must have seen the event, or `note` the one before. */
    before: ({ streamId, streamVersion }: StoredEvent): Buffer | null => {
      if (streamVersion === 1) return null;
      const known = last.get(streamId);
      if (known?.version !== streamVersion - 1) throw new Error(`${streamId} has no leaf for version ${streamVersion - 1}`);
      return known.hash;
    },
    /** Reads the leaves that the events of a page follow on. They are in the tree already. */
    prepare: async (page: readonly StoredEvent[]): Promise<void> => {
      const missing = new Map<string, number>();
      const seen = new Set<string>();
      for (const { streamId, streamVersion } of page) {
        if (!seen.has(streamId) && streamVersion > 1 && last.get(streamId)?.version !== streamVersion - 1)
          missing.set(streamId, streamVersion - 1);
        seen.add(streamId);
      }
      if (missing.size === 0) return;
      const { rows } = await pool.query<{ stream_id: string; stream_version: number; position: string }>(
        `SELECT stream_id, stream_version, position::text FROM events
          WHERE (stream_id, stream_version) IN (SELECT * FROM unnest($1::text[], $2::int[]))`,
        [[...missing.keys()], [...missing.values()]],
      );
      const hashes = await nodeReader(pool, 'full', sha256)(rows.map(({ position }) => ({ level: 0, index: BigInt(position) - 1n })));
      rows.forEach((row, i) => last.set(row.stream_id, { version: row.stream_version, hash: hashes[i]! }));
    },
  };
};
export type PreviousLeaves = ReturnType<typeof previousLeaves>;
