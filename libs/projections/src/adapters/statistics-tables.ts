import { textArray } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';
import type { Change } from './change.js';

const DAY_MS = 86_400_000;
const STEPS = ['all', 'public'] as const;

/** Writes the stays and objections that have changed. A stay that has ended never changes, so only the last ones are compared. */
export const writeStatistics = async (schema: string, tx: PoolClient, changes: readonly Change<DossierView>[]): Promise<void> => {
  const steps = changes.flatMap(({ before, after }) =>
    STEPS.flatMap((audience) => {
      const [was, is] = [before?.steps?.[audience] ?? [], after.steps?.[audience] ?? []];
      if (was === is) return [];
      const first = Math.max(was.length - 1, 0);
      return is.slice(first).map(({ status, from, to }, index) => ({
        audience,
        ...idsOf(after),
        ordinal: first + index,
        status,
        days: to === null ? null : (Date.parse(to) - Date.parse(from)) / DAY_MS,
      }));
    }),
  );
  if (steps.length > 0)
    await tx.query(
      `INSERT INTO ${schema}.steps (audience, case_id, ordinal, programme, status, days)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::double precision[])
       ON CONFLICT (audience, case_id, ordinal) DO UPDATE SET status = EXCLUDED.status, days = EXCLUDED.days`,
      [
        textArray(steps.map(({ audience }) => audience)),
        textArray(steps.map(({ caseId }) => caseId)),
        steps.map(({ ordinal }) => ordinal),
        textArray(steps.map(({ programme }) => programme)),
        textArray(steps.map(({ status }) => status)),
        steps.map(({ days }) => days),
      ],
    );
  const objections = changes.flatMap(({ before, after }) =>
    before?.objections === after.objections
      ? []
      : Object.entries(after.objections ?? {})
          .filter(([id, outcome]) => before?.objections?.[id] !== outcome)
          .map(([objectionId, outcome]) => ({ ...idsOf(after), objectionId, outcome })),
  );
  if (objections.length > 0)
    await tx.query(
      `INSERT INTO ${schema}.objections (case_id, objection_id, programme, outcome)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
       ON CONFLICT (case_id, objection_id) DO UPDATE SET outcome = EXCLUDED.outcome`,
      [
        textArray(objections.map(({ caseId }) => caseId)),
        textArray(objections.map(({ objectionId }) => objectionId)),
        textArray(objections.map(({ programme }) => programme)),
        objections.map(({ outcome }) => outcome),
      ],
    );
};

const idsOf = ({ state: { subject } }: DossierView) => ({ caseId: subject!.caseId, programme: subject!.programme });
