import type { Pool, PoolClient } from 'pg';
import type { StoredEvent } from '@minglu/event-store';
import type { Leaf } from '../index.js';

/** SHA-256, SM3 and length of a file, as a leaf has them. */
export type Attachment = Leaf['attachments'][number];

/** The files that an event names. The leaf names the open ones, and commits to those of sealed lists. */
export interface NamedFiles {
  readonly open: readonly Attachment[];
  readonly sealed: readonly Attachment[];
}
export const NO_FILES: NamedFiles = { open: [], sealed: [] };

/** A leaf has at most 65,535 bytes. The payload, to which it commits, names the files beyond these. */
export const MOST_ATTACHMENTS = 200;

/** The files that leaves of the tree name. */
export const storedAttachments = (pool: Pool) => {
  let known = new Map<number, NamedFiles>();
  return {
    /** Reads those of the leaves of some events. */
    prepare: async (events: readonly StoredEvent[]): Promise<void> => {
      known = new Map();
      const { rows } = await pool.query<{ leaf: string; sha256: string; sm3: string; size: string; sealed: boolean }>(
        `SELECT leaf::text, encode(sha256, 'hex') AS sha256, encode(sm3, 'hex') AS sm3, size::text, sealed FROM audit.attachments
          WHERE leaf = ANY($1::bigint[]) ORDER BY leaf, ordinal`,
        [events.map(({ position }) => position - 1)],
      );
      for (const { leaf, sha256, sm3, size, sealed } of rows) {
        const own = known.get(Number(leaf)) ?? NO_FILES;
        const which = sealed ? 'sealed' : 'open';
        known.set(Number(leaf), { ...own, [which]: [...own[which], [sha256, sm3, size]] });
      }
    },
    at: (index: number): NamedFiles => known.get(index) ?? NO_FILES,
  };
};

/** Adds those of new leaves, by the index of the leaf. */
export const storeAttachments = async (tx: PoolClient, added: ReadonlyMap<number, NamedFiles>): Promise<void> => {
  const rows = [...added].flatMap(([leaf, { open, sealed }]) =>
    [...open, ...sealed].map(([sha256, sm3, size], ordinal) => ({ leaf, ordinal, sha256, sm3, size, sealed: ordinal >= open.length })),
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO audit.attachments (leaf, ordinal, sha256, sm3, size, sealed)
     SELECT leaf, ordinal, decode(sha256, 'hex'), decode(sm3, 'hex'), size, sealed
       FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::boolean[]) AS n(leaf, ordinal, sha256, sm3, size, sealed)`,
    [
      rows.map(({ leaf }) => leaf),
      rows.map(({ ordinal }) => ordinal),
      rows.map(({ sha256 }) => sha256),
      rows.map(({ sm3 }) => sm3),
      rows.map(({ size }) => size),
      rows.map(({ sealed }) => sealed),
    ],
  );
};
