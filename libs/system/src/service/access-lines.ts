import { linesAfter, type AccessLines } from '@minglu/access';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { logWithin, type EventStore } from '@minglu/event-store';
import { namedMaterials, streamId, type Instant } from '@minglu/kernel';
import type { ReadModel } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { registry } from '../registry.js';
import { eventsIn } from '../state-in-log.js';

/** The read-access log for those who may read it. Whether a case is under investigation is asked as the viewer sees the case. */
export const accessLines = (
  pool: Pool,
  { dossier }: Pick<ReadModel, 'dossier'>,
  log: Pick<EventStore, 'readStream' | 'within'>,
  now: () => Instant,
): AccessLines => ({
  after: (filter, after, limit) => linesAfter(pool, filter, after, limit),
  investigated: async (viewer, id, signal) => {
    const at = now();
    const found = await dossier(viewer, id, { at, knownAt: at }, signal);
    if (!found?.flags.includes('UNDER_INVESTIGATION')) return null;
    // The lines about its files and evidence packages are those of the case too.
    const events = await eventsIn<DossierEvent>(logWithin(log, signal), streamId(dossiers, found.caseId));
    const files = events.flatMap(({ type, data }) => namedMaterials(registry.definition(type).payload, data).map(({ sha256 }) => sha256));
    const packages = events.flatMap(({ type, data }) => (type === 'EvidenceExported' ? [data.exportId] : []));
    return [...new Set([found.caseId, ...(found.titleId === null ? [] : [found.titleId]), ...files, ...packages])];
  },
});
