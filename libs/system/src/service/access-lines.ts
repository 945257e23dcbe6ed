import { linesAfter, type AccessLines } from '@minglu/access';
import type { Instant } from '@minglu/kernel';
import type { ReadModel } from '@minglu/projections/adapters';
import type { Pool } from 'pg';

/** The read-access log for those who may read it. Whether a case is under investigation is asked as the viewer sees the case. */
export const accessLines = (pool: Pool, { dossier }: Pick<ReadModel, 'dossier'>, now: () => Instant): AccessLines => ({
  after: (filter, after, limit) => linesAfter(pool, filter, after, limit),
  investigated: async (viewer, id, signal) => {
    const at = now();
    const found = await dossier(viewer, id, { at, knownAt: at }, signal);
    if (!found?.flags.includes('UNDER_INVESTIGATION')) return null;
    return [found.caseId, ...(found.titleId === null ? [] : [found.titleId])];
  },
});
