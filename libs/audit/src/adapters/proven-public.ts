import type { Pool } from 'pg';
import { HASH_BYTES, inclusionProof, sha256, sm3, type Hasher, type LeafProof } from '../index.js';
import { readCheckpoint } from './checkpoint-table.js';
import { gathered } from './gathered-reads.js';
import { cosignedNote } from './cosignatures.js';
import { leavesBetween, nodeReader } from './tree-tables.js';

/** The signed heads of the trees of public events, of one size. */
export interface PublicHead {
  readonly size: number;
  /** Signed notes: of the tree with SHA-256, and of that with SM3. */
  readonly checkpoints: readonly [string, string];
}

/** The trees of public events, for signed answers and subscribers. */
export interface ProvenPublic {
  /** Null while no public event is in a checkpoint. */
  readonly head: () => Promise<PublicHead | null>;
  /** The places of public events in the trees, in their order; those behind the head are left out. */
  readonly places: (
    eventIds: readonly string[],
    head: PublicHead,
  ) => Promise<readonly { readonly eventId: string; readonly index: number }[]>;
  /** For each tree, the proofs of the leaves. */
  readonly prove: (indexes: readonly number[], head: PublicHead) => Promise<readonly (readonly LeafProof[])[]>;
  /** Leaf hashes (SHA-256) from a place on, as many as there are up to the head and the limit. */
  readonly leaves: (from: number, limit: number, head: PublicHead) => Promise<readonly Buffer[]>;
}

/** @param pool with the rights of `minglu_audit` */
export const provenPublic = (pool: Pool): ProvenPublic => ({
  head: async () => {
    const main = await readCheckpoint(pool, 'public');
    const second = main && (await readCheckpoint(pool, 'public-sm3', main.size));
    if (!main || !second) return null;
    return { size: main.size, checkpoints: [await cosignedNote(pool, 'public', main), await cosignedNote(pool, 'public-sm3', second)] };
  },
  places: async (eventIds, { size }) => {
    const found = await Promise.all(eventIds.map(async (eventId) => ({ eventId, index: await publicIndexOf(pool, eventId) })));
    return found
      .flatMap(({ eventId, index }) => (index === null || index >= size ? [] : [{ eventId, index }]))
      .sort((a, b) => a.index - b.index);
  },
  prove: (indexes, { size }) =>
    Promise.all(
      [sha256, sm3].map((hasher: Hasher) => {
        const read = gathered(nodeReader(pool, 'public', hasher));
        return Promise.all(
          indexes.map(async (at) => ({ index: BigInt(at), proof: await inclusionProof(hasher, BigInt(at), BigInt(size), read) })),
        );
      }),
    ),
  leaves: async (from, limit, { size }) => {
    const upTo = Math.min(from + limit, size);
    if (from >= upTo) return [];
    const bytes = await leavesBetween(pool, 'public', sha256, from, upTo);
    return Array.from({ length: upTo - from }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
  },
});

/** Rounds know up to which position they have come, so that at most the events of one round are counted. An id that is hidden finds nothing. */
export const publicIndexOf = async (pool: Pool, eventId: string): Promise<number | null> => {
  const { rows } = await pool.query<{ index: string }>(
    `SELECT (first + leaves - (SELECT count(*) FROM events later WHERE later.position BETWEEN event.position AND run.upto AND later.public_version IS NOT NULL))::text AS index
       FROM (SELECT position FROM events WHERE event_id = $1::uuid AND public_version IS NOT NULL) event,
            LATERAL (SELECT first, leaves, upto FROM audit.runs WHERE log = 'public' AND upto >= event.position ORDER BY upto LIMIT 1) run`,
    [eventId],
  );
  return rows[0] ? Number(rows[0].index) : null;
};
