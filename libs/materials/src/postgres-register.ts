import { textArray, withConnection } from '@minglu/event-store';
import type { Pool, PoolClient } from 'pg';
import type { FileFinding, Material, UploadedPart } from './port.js';
import type { LockedDigest, MaterialRegister } from './register.js';
import { ANONYMOUS } from './tickets.js';

type Client = Pick<PoolClient, 'query'>;

/** The rows in PostgreSQL. `pool`: with the rights of `minglu_materials`. */
export const postgresRegister = (pool: Pool): MaterialRegister => ({
  find: (sha256) => found(pool, sha256),
  isDepositedBy: (sha256, org) => exists(pool, DEPOSITED, [sha256, org]),
  missing: missingIn(pool),
  after: async (sha256, limit) => {
    const { rows } = await pool.query<Row>(`SELECT ${COLUMNS} FROM materials.stored WHERE sha256 > $1 ORDER BY sha256 LIMIT $2`, [
      sha256,
      limit,
    ]);
    return rows.map(materialOf);
  },
  alone: (sha256, work) =>
    withConnection(pool, async (client, discard) => {
      // A lock of the session: keeping large bytes takes longer than a transaction may be idle. It ends with the connection.
      await client.query(`SELECT pg_advisory_lock(${LOCK}, hashtext($1))`, [sha256]);
      try {
        return await work(lockedOn(client));
      } finally {
        await client.query(`SELECT pg_advisory_unlock(${LOCK}, hashtext($1))`, [sha256]).catch(discard);
      }
    }),

  begin: async ({ id, depositor, size, touchedAt }) =>
    void (await pool.query('INSERT INTO materials.uploads (id, org, person, size, touched_at) VALUES ($1, $2, $3, $4, $5)', [
      id,
      depositor.org,
      depositor.person,
      size,
      touchedAt,
    ])),
  upload: async (id) => {
    const { rows } = await pool.query<UploadColumns>(UPLOAD, [id]);
    const row = rows[0];
    if (!row) return null;
    const { org, person, touched_at, size, sha256, parts } = row;
    return { id, depositor: { org, person }, size: Number(size), touchedAt: touched_at, sha256, parts: parts ?? [] };
  },
  underWay: async (org) => {
    const { rows } = await pool.query<{ uploads: number }>(
      'SELECT count(*)::int AS uploads FROM materials.uploads WHERE org = $1 AND sha256 IS NULL',
      [org],
    );
    return rows[0]!.uploads;
  },
  recordPart: async (id, { part, size, sha256 }, at) => {
    const { rowCount } = await pool.query(
      `WITH touched AS (UPDATE materials.uploads SET touched_at = $5 WHERE id = $1 AND sha256 IS NULL RETURNING id)
       INSERT INTO materials.parts (upload, part, size, sha256) SELECT id, $2, $3, $4 FROM touched
       ON CONFLICT (upload, part) DO UPDATE SET size = EXCLUDED.size, sha256 = EXCLUDED.sha256`,
      [id, part, size, sha256, at],
    );
    return rowCount === 1;
  },
  finish: async (id, sha256) =>
    void (await pool.query(
      'WITH over AS (DELETE FROM materials.parts WHERE upload = $1) UPDATE materials.uploads SET sha256 = $2 WHERE id = $1',
      [id, sha256],
    )),
  endUpload: async (id) => void (await pool.query('DELETE FROM materials.uploads WHERE id = $1', [id])),
  idleSince: async (instant) => {
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM materials.uploads WHERE touched_at < $1 ORDER BY id', [instant]);
    return rows.map(({ id }) => id);
  },

  dropTickets: async (olderThan, at) => (await pool.query(DROP_TICKETS, [ANONYMOUS, olderThan, at])).rowCount ?? 0,
  withdrawnBy: async (instant, after, limit) => {
    const { rows } = await pool.query<{ sha256: string }>(
      'SELECT sha256 FROM materials.withdrawn WHERE NOT settled AND withdrawn_at <= $1 AND sha256 > $2 ORDER BY sha256 LIMIT $3',
      [instant, after, limit],
    );
    return rows.map(({ sha256 }) => sha256);
  },
});

/** A deposit that is made meanwhile is not seen here: `forget` looks again. */
const DROP_TICKETS = `
WITH dropped AS (DELETE FROM materials.deposits WHERE person = $1 AND deposited_at < $2 RETURNING sha256)
INSERT INTO materials.withdrawn (sha256, withdrawn_at)
SELECT DISTINCT sha256, $3::timestamptz FROM dropped
 WHERE NOT EXISTS (SELECT FROM materials.deposits kept WHERE kept.sha256 = dropped.sha256 AND NOT (kept.person = $1 AND kept.deposited_at < $2))
ON CONFLICT (sha256) DO UPDATE SET withdrawn_at = EXCLUDED.withdrawn_at, removed_at = NULL, settled = false`;

/** The digests that are not stored, of those asked for, each once. */
const missingIn =
  (pool: Client) =>
  async (digests: readonly string[]): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ sha256: string }>(
      `SELECT DISTINCT asked AS sha256 FROM unnest($1::text[]) AS asked
       WHERE NOT EXISTS (SELECT FROM materials.stored WHERE sha256 = asked COLLATE "C") ORDER BY 1`,
      [textArray(digests)],
    );
    return rows.map(({ sha256 }) => sha256);
  };

const DEPOSITED = 'SELECT EXISTS (SELECT FROM materials.deposits WHERE sha256 = $1 AND org = $2) AS is';

/** The first key of the advisory locks on digests. The second is a hash: two digests may wait for each other, and nothing more. */
const LOCK = 7021015;

const lockedOn = (client: Client): LockedDigest => ({
  record: async ({ sha256, sm3, size, mediaType, findings, storedAt }, { org, person }) => {
    await client.query(
      `WITH added AS (
         INSERT INTO materials.stored (sha256, sm3, size, media_type, findings, stored_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (sha256) DO NOTHING), again AS (DELETE FROM materials.withdrawn WHERE sha256 = $1)
       INSERT INTO materials.deposits (sha256, org, person, deposited_at) VALUES ($1, $7, $8, $6) ON CONFLICT DO NOTHING`,
      [sha256, sm3, size, mediaType, JSON.stringify(findings), storedAt, org, person],
    );
    return (await found(client, sha256))!;
  },
  isDepositedBy: (sha256, org) => exists(client, DEPOSITED, [sha256, org]),
  hasRow: (sha256) => exists(client, 'SELECT EXISTS (SELECT FROM materials.stored WHERE sha256 = $1) AS is', [sha256]),
  remove: async (sha256) => (await client.query('DELETE FROM materials.stored WHERE sha256 = $1', [sha256])).rowCount === 1,
  forget: async (sha256, withdrawnBy, at) => {
    const { rows } = await client.query<{ gone: boolean }>('SELECT materials.forget($1, $2, $3) AS gone', [sha256, withdrawnBy, at]);
    return rows[0]!.gone;
  },
  settle: async (sha256) => void (await client.query('UPDATE materials.withdrawn SET settled = true WHERE sha256 = $1', [sha256])),
});

interface Row {
  readonly sha256: string;
  readonly sm3: string;
  readonly size: string;
  readonly media_type: string;
  readonly findings: readonly FileFinding[];
  readonly stored_at: Date;
}
const COLUMNS = 'sha256, sm3, size, media_type, findings, stored_at';

const materialOf = ({ size, media_type, stored_at, ...row }: Row): Material => ({
  ...row,
  size: Number(size),
  mediaType: media_type,
  storedAt: stored_at,
});

const found = async (client: Client, sha256: string): Promise<Material | null> => {
  const { rows } = await client.query<Row>(`SELECT ${COLUMNS} FROM materials.stored WHERE sha256 = $1`, [sha256]);
  return rows[0] ? materialOf(rows[0]) : null;
};

const exists = async (client: Client, sql: string, values: readonly string[]): Promise<boolean> => {
  const { rows } = await client.query<{ is: boolean }>(sql, [...values]);
  return rows[0]!.is;
};

interface UploadColumns {
  readonly org: string;
  readonly person: string;
  readonly size: string;
  readonly touched_at: Date;
  readonly sha256: string | null;
  readonly parts: readonly UploadedPart[] | null;
}
const UPLOAD = `
SELECT org, person, size, touched_at, sha256,
       (SELECT jsonb_agg(jsonb_build_object('part', part, 'size', p.size, 'sha256', p.sha256) ORDER BY part)
          FROM materials.parts p WHERE upload = id) AS parts
  FROM materials.uploads WHERE id = $1`;
