import { createHmac, randomBytes } from 'node:crypto';
import { workLoop, type Migration } from '@minglu/event-store';
import { sharedCounts, type SharedCounts, type Usage, type UseProof } from '@minglu/http';
import { poolAs } from './connections.js';
import type { ServiceContext } from './run-service.js';

/**
 * The table in which gateways meet, and the rights of their login: it reaches nothing else. The counts are worth a minute, so the table is not
 * in the write-ahead log, and is empty after a crash.
 */
export const sharedLimitsMigration: Migration = {
  name: 'system/0005-shared-limits',
  sql: /* sql */ `
DO $role$ BEGIN
  CREATE ROLE minglu_gateway NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $role$;
CREATE SCHEMA edge;
CREATE UNLOGGED TABLE edge.used (
  starts   bigint NOT NULL,              -- of the window, in seconds since 1970
  caller   text COLLATE "C" NOT NULL,    -- a keyed hash of limit and address
  requests bigint NOT NULL,
  PRIMARY KEY (starts, caller)
);
GRANT USAGE ON SCHEMA edge TO minglu_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON edge.used TO minglu_gateway;
`,
};

const ADD = `INSERT INTO edge.used AS used (starts, caller, requests)
  SELECT $1, * FROM unnest($2::text[], $3::bigint[])
  ON CONFLICT (starts, caller) DO UPDATE SET requests = used.requests + EXCLUDED.requests
  RETURNING caller, requests`;
/** The first request that names a proof keeps it: its row goes with the minute in which the challenge ends. */
const USE = `WITH taken AS (INSERT INTO edge.used (starts, caller, requests) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING requests)
  SELECT EXISTS (SELECT FROM taken) OR EXISTS (SELECT FROM edge.used WHERE starts = $1 AND caller = $2 AND requests = $3) AS first`;
const REMOVE = 'DELETE FROM edge.used WHERE starts < $1';
/** Seconds that a window is kept. Clocks of gateways may differ a little. */
const KEPT = 300;
const SETTLE_MS = 500;
/** Milliseconds; a gateway goes on with its own counts while the database does not answer. */
const PATIENCE_MS = 2_000;

export interface SharedLimits {
  readonly counts: SharedCounts;
  /** The proofs of work that any gateway took. While the database does not answer, each gateway remembers its own. */
  readonly useProof: UseProof;
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

/**
 * The requests of callers, counted for all gateways on one database. Twice a second a gateway sends its counts and takes the sums. It neither
 * waits for the database at its start nor for a request.
 *
 * @param key the same in all gateways
 */
export const sharedLimits = (databaseUrl: string, key: Uint8Array, onError: ServiceContext['onError']): SharedLimits => {
  const pool = poolAs(databaseUrl, 'minglu_gateway', 1, onError, { connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS });
  let cleaned = 0;
  const counts = sharedCounts(key, async (starts, usage) => {
    if (starts > cleaned) await pool.query(REMOVE, [starts - KEPT]);
    cleaned = starts;
    // In one order, so that two gateways do not wait for each other.
    const sorted = [...usage].sort((a, b) => (a.caller < b.caller ? -1 : 1));
    const { rows } = await pool.query<{ caller: string; requests: string }>(ADD, [
      starts,
      sorted.map(({ caller }) => caller),
      sorted.map(({ requests }) => requests),
    ]);
    return rows.map(({ caller, requests }): Usage => ({ caller, requests: Number(requests) }));
  });
  const loop = workLoop({
    work: () => counts.settle(),
    pollMs: SETTLE_MS,
    onError: (error) => onError(error, 'the limits that gateways share'),
  });
  return {
    counts,
    useProof: async ({ challenge, idempotencyKey, until }) => {
      // A request without a key cannot come again.
      const by = idempotencyKey === '' ? randomBytes(6) : createHmac('sha256', key).update(`proof by ${idempotencyKey}`).digest();
      const id = `proof ${createHmac('sha256', key).update(`proof ${challenge}`).digest('hex').slice(0, 32)}`;
      try {
        const { rows } = await pool.query<{ first: boolean }>(USE, [until, id, by.readUIntBE(0, 6)]);
        return rows[0]!.first;
      } catch (error) {
        onError(error, 'the proofs of work that gateways share');
        return true;
      }
    },
    start: loop.start,
    close: async () => {
      await loop.stop();
      await pool.end();
    },
  };
};
