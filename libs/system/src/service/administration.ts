import type { CommandAnswer, CommandHandler } from '@minglu/casework';
import { workLoop, type Migration } from '@minglu/event-store';
import type { RefusedMinute, RefusedSignIns } from '@minglu/http';
import type { Instant } from '@minglu/kernel';
import { NAMED_SOURCES } from '@minglu/reference';
import type { Pool } from 'pg';
import { SYSTEM } from '../command-handler.js';
import { poolAs, type DatabaseRole } from './connections.js';
import type { ServiceContext } from './run-service.js';
import { shownSettings } from './shown-settings.js';

const ROLES = ['casework', 'query', 'audit', 'publisher', 'procedure', 'gateway'].map((name) => `minglu_${name}`).join(', ');

/**
 * The tables through which services report to casework. It records the reports as events for the audit administrator. Only casework appends such events. The
 * counts are worth a minute, so their table is not in the write-ahead log.
 */
export const administrationMigration: Migration = {
  name: 'system/0007-administration',
  sql: /* sql */ `
CREATE SCHEMA administration;
CREATE TABLE administration.settings (
  service  text COLLATE "C" PRIMARY KEY,
  settings jsonb NOT NULL,               -- of its last start: no secrets
  started  timestamptz NOT NULL
);
CREATE UNLOGGED TABLE administration.refused_sign_ins (
  starts   bigint NOT NULL,              -- of the minute, in seconds since 1970
  source   text COLLATE "C" NOT NULL,    -- a keyed hash of the network; empty: the sources beyond the limit
  refusals bigint NOT NULL,
  PRIMARY KEY (starts, source)
);
GRANT USAGE ON SCHEMA administration TO ${ROLES};
GRANT SELECT, INSERT, UPDATE ON administration.settings TO ${ROLES};
GRANT SELECT, INSERT, UPDATE ON administration.refused_sign_ins TO minglu_gateway;
GRANT SELECT, DELETE ON administration.refused_sign_ins TO minglu_casework;
`,
};

/** The first migration left out the materials service, whose reports failed. */
export const settingsOfMaterials: Migration = {
  name: 'system/0008-settings-of-materials',
  sql: /* sql */ `
GRANT USAGE ON SCHEMA administration TO minglu_materials;
GRANT SELECT, INSERT, UPDATE ON administration.settings TO minglu_materials;
`,
};

type Settings = ReturnType<typeof shownSettings>;
const REPORT_AGAIN_MS = 5_000;

/**
 * Tells the settings of a service at its start. It waits for nothing, and tries again until the database answers. Instances may start in the same
 * millisecond: the later report then counts as a start of its own if its settings differ.
 */
export const reportSettings = (
  databaseUrl: string,
  service: string,
  env: ServiceContext['env'],
  onError: ServiceContext['onError'],
  started = new Date(),
): { readonly close: () => Promise<void> } => {
  let isDone = false;
  const loop = workLoop({
    work: async () => {
      if (isDone) return;
      const pool = poolAs(databaseUrl, `minglu_${service}` as DatabaseRole, 1, onError);
      try {
        await pool.query(
          `INSERT INTO administration.settings AS known (service, settings, started) VALUES ($1, $2, $3)
           ON CONFLICT (service) DO UPDATE SET settings = EXCLUDED.settings, started = greatest(EXCLUDED.started, known.started + interval '1 microsecond')
           WHERE known.started < EXCLUDED.started
              OR (date_trunc('milliseconds', known.started) = EXCLUDED.started AND known.settings <> EXCLUDED.settings)`,
          [service, JSON.stringify(shownSettings(env)), started.toISOString()],
        );
        isDone = true;
      } finally {
        await pool.end();
      }
    },
    pollMs: REPORT_AGAIN_MS,
    onError: (error) => onError(error, 'the report of the settings'),
  });
  loop.start();
  return { close: loop.stop };
};

/** Records the settings of a program; nothing if they are those of its last start. @param started makes the command id */
export const recordSettings = async (
  handler: CommandHandler,
  {
    service,
    settings,
    started,
    at,
  }: { readonly service: string; readonly settings: Settings; readonly started: string; readonly at: Instant },
): Promise<void> => {
  const answer = await handler.execute({
    commandId: `configuration/${service}/${started}`,
    type: 'RecordConfiguration',
    actor: SYSTEM,
    at,
    data: { service, settings },
  });
  failUnless(answer, 'configuration-unchanged');
};

/** A refusal other than the one that may come is a fault of the program. */
export const failUnless = (answer: CommandAnswer, expected: string): void => {
  if (answer.outcome === 'refused' && answer.refusal.code !== expected)
    throw new Error(`${answer.refusal.code}: ${answer.refusal.message.en}`);
};

/** Sends the refusals that a gateway has counted. Those of a failed round follow with the next. */
export const reportRefusals = (
  databaseUrl: string,
  refused: RefusedSignIns,
  onError: ServiceContext['onError'],
): { readonly close: () => Promise<void> } => {
  const pool = poolAs(databaseUrl, 'minglu_gateway', 1, onError, PATIENCE);
  let pending: readonly RefusedMinute[] = [];
  const loop = workLoop({
    work: async () => {
      pending = [...pending, ...refused.take()].slice(-MAX_PENDING);
      for (const { starts, sources } of pending) {
        // In one order, so that two gateways do not wait for each other.
        const sorted = [...sources].sort((a, b) => (a.source < b.source ? -1 : 1));
        await pool.query(
          `INSERT INTO administration.refused_sign_ins AS known (starts, source, refusals) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
           ON CONFLICT (starts, source) DO UPDATE SET refusals = known.refusals + EXCLUDED.refusals`,
          [starts, sorted.map(({ source }) => source), sorted.map(({ refusals }) => refusals)],
        );
        pending = pending.slice(1);
      }
    },
    pollMs: REPORT_AGAIN_MS,
    onError: (error) => onError(error, 'the report of refused sign-ins'),
  });
  loop.start();
  return {
    close: async () => {
      await loop.stop();
      await pool.end();
    },
  };
};
/** Milliseconds; the counts wait while the database does not answer. */
const PATIENCE = { connectionTimeoutMillis: 2_000, query_timeout: 2_000 };
const MAX_PENDING = 10;

interface Refusals {
  /** The instant at which the minute begins. */
  readonly from: Instant;
  readonly refusals: number;
  readonly sources: RefusedMinute['sources'];
}
const recordRefusals = async (handler: CommandHandler, data: Refusals, at: Instant): Promise<void> => {
  const answer = await handler.execute({
    commandId: `refused-sign-ins/${data.from}`,
    type: 'RecordRefusedSignIns',
    actor: SYSTEM,
    at,
    data,
  });
  failUnless(answer, 'minute-recorded');
};

/** Records the refusals of one process, each minute after its end. */
export const refusalsOfProcess = (
  handler: CommandHandler,
  refused: RefusedSignIns,
  now: () => Instant,
  onError: ServiceContext['onError'],
) => {
  const minutes = new Map<number, Map<string, number>>();
  return workLoop({
    work: async () => {
      for (const { starts, sources } of refused.take()) {
        const sums = minutes.get(starts) ?? new Map<string, number>();
        minutes.set(starts, sums);
        for (const { source, refusals } of sources) sums.set(source, (sums.get(source) ?? 0) + refusals);
      }
      for (const [starts, sums] of minutes) {
        if (Date.parse(now()) < (starts + 60) * 1_000) continue;
        const sources = [...sums].map(([source, refusals]) => ({ source, refusals })).sort((a, b) => b.refusals - a.refusals);
        const all = sources.reduce((sum, { refusals }) => sum + refusals, 0);
        const named = sources.filter(({ source }) => source !== '').slice(0, NAMED_SOURCES);
        await recordRefusals(handler, { from: new Date(starts * 1_000).toISOString(), refusals: all, sources: named }, now());
        minutes.delete(starts);
      }
    },
    pollMs: REPORT_AGAIN_MS,
    onError: (error) => onError(error, 'the events of administration'),
  });
};

/** A minute is recorded after so many seconds: by then each gateway has sent its counts. */
const SETTLED_S = 90;
const WATCH_MS = 2_000;

interface Watched {
  readonly pool: Pool;
  readonly handler: CommandHandler;
  readonly now: () => Instant;
  readonly onError: ServiceContext['onError'];
}

/** Records the reports of the services. Several instances of casework may do so: the command ids are the same. */
export const administrationWatch = ({ pool, handler, now, onError }: Watched) => {
  const recorded = new Map<string, string>();
  const settings = async (): Promise<void> => {
    const { rows } = await pool.query<{ service: string; settings: Settings; started: string }>(
      `SELECT service, settings, extract(epoch FROM started)::text AS started FROM administration.settings ORDER BY started`,
    );
    for (const row of rows) {
      if (recorded.get(row.service) === row.started) continue;
      await recordSettings(handler, { ...row, at: now() });
      recorded.set(row.service, row.started);
    }
  };
  const refusals = async (): Promise<void> => {
    const due = Math.floor(Date.parse(now()) / 1_000) - SETTLED_S;
    const { rows } = await pool.query<{ starts: string; refusals: string; sources: { source: string; refusals: number }[] }>(
      `SELECT starts, sum(refusals) AS refusals,
              coalesce((array_agg(jsonb_build_object('source', source, 'refusals', refusals) ORDER BY refusals DESC, source)
                 FILTER (WHERE source <> ''))[1:${NAMED_SOURCES}], '{}') AS sources
       FROM administration.refused_sign_ins WHERE starts < $1 GROUP BY starts ORDER BY starts LIMIT 60`,
      [due],
    );
    for (const { starts, refusals: all, sources } of rows) {
      const from = new Date(Number(starts) * 1_000).toISOString();
      await recordRefusals(handler, { from, refusals: Number(all), sources }, now());
      await pool.query('DELETE FROM administration.refused_sign_ins WHERE starts = $1', [starts]);
    }
  };
  return workLoop({
    work: async () => {
      await settings();
      await refusals();
    },
    pollMs: WATCH_MS,
    onError: (error) => onError(error, 'the events of administration'),
  });
};
