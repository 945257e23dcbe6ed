import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';
import type { Change } from './change.js';
import type { RowWriter, TableShape } from './row-writer.js';

const DAY_MS = 86_400_000;
const AUDIENCES = ['all', 'public'] as const;

const STEPS: TableShape = {
  table: 'steps',
  columns: { audience: 'text', case_id: 'text', ordinal: 'int', programme: 'text', status: 'text', days: 'double precision' },
  onConflict: '(audience, case_id, ordinal) DO UPDATE SET status = EXCLUDED.status, days = EXCLUDED.days',
};
const OBJECTIONS: TableShape = {
  table: 'objections',
  columns: { case_id: 'text', objection_id: 'text', programme: 'text', outcome: 'text' },
  onConflict: '(case_id, objection_id) DO UPDATE SET outcome = EXCLUDED.outcome',
};

/** Writes the stays and objections that have changed. A stay that has ended never changes, so only the last ones are compared. */
export const writeStatistics = async (to: RowWriter, tx: PoolClient, changes: readonly Change<DossierView>[]): Promise<void> => {
  const steps = changes.flatMap(({ before, after }) =>
    AUDIENCES.flatMap((audience) => {
      const [was, is] = [before?.steps?.[audience] ?? [], after.steps?.[audience] ?? []];
      if (was === is) return [];
      const first = Math.max(was.length - 1, 0);
      const { caseId, programme } = after.state.subject!;
      return is
        .slice(first)
        .map(({ status, from, to: end }, index) => [
          audience,
          caseId,
          first + index,
          programme,
          status,
          end === null ? null : (Date.parse(end) - Date.parse(from)) / DAY_MS,
        ]);
    }),
  );
  await to.write(tx, STEPS, steps);
  const objections = changes.flatMap(({ before, after }) => {
    if (before?.objections === after.objections) return [];
    const { caseId, programme } = after.state.subject!;
    return Object.entries(after.objections ?? {})
      .filter(([id, outcome]) => before?.objections?.[id] !== outcome)
      .map(([objectionId, outcome]) => [caseId, objectionId, programme, outcome]);
  });
  await to.write(tx, OBJECTIONS, objections);
};
