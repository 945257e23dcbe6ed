import type { DataSource } from 'typeorm';
import type { VisibleDossier } from '../visibility.js';

/** How long dossiers stay in a status, in days. */
export interface StepStatistics {
  readonly status: VisibleDossier['status'];
  /** Stays that have ended; the durations are theirs. */
  readonly ended: number;
  readonly running: number;
  readonly medianDays: number | null;
  readonly p95Days: number | null;
}

/** Figures over all dossiers, as one audience knows them. */
export interface Statistics {
  /** `public`: from public facts alone. */
  readonly scope: 'all' | 'public';
  readonly steps: readonly StepStatistics[];
  /** Null for those who do not learn of objections. */
  readonly objections: {
    readonly filed: number;
    readonly byOutcome: readonly { readonly outcome: string | null; readonly objections: number }[];
  } | null;
  /** How many dossiers are in which status now. */
  readonly dossiers: readonly { readonly status: VisibleDossier['status']; readonly dossiers: number }[];
}

/** Reads the figures. `programme`: only those of one programme. */
export const statisticsFrom = async (source: DataSource, scope: Statistics['scope'], programme: string | null): Promise<Statistics> => {
  const steps = await source.query<StepStatistics[]>(
    `SELECT status, count(days)::int AS ended, count(*)::int - count(days)::int AS running,
            round(percentile_cont(0.5) WITHIN GROUP (ORDER BY days)::numeric, 1)::float8 AS "medianDays",
            round(percentile_cont(0.95) WITHIN GROUP (ORDER BY days)::numeric, 1)::float8 AS "p95Days"
     FROM query.steps WHERE audience = $1 AND ($2::text IS NULL OR programme = $2) GROUP BY status ORDER BY status`,
    [scope, programme],
  );
  const outcomes = await source.query<{ outcome: string | null; objections: number }[]>(
    `SELECT outcome, count(*)::int AS objections FROM query.objections WHERE $1::text IS NULL OR programme = $1 GROUP BY outcome ORDER BY outcome`,
    [programme],
  );
  return {
    scope,
    steps,
    objections: scope === 'all' ? { filed: outcomes.reduce((sum, { objections }) => sum + objections, 0), byOutcome: outcomes } : null,
    dossiers: steps.filter(({ running }) => running > 0).map(({ status, running }) => ({ status, dossiers: running })),
  };
};
