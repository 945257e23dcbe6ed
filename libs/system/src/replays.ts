import { registry } from './registry.js';
import { readAccess } from '@minglu/access';
import { wallClock } from '@minglu/casework';
import { lineOf } from '@minglu/http';
import { MINISTRY } from '@minglu/regulation';
import { historyQueries, type HistoryQueries } from '@minglu/projections/adapters';
import { cleanup } from './service/cleanup.js';
import { logAs, poolAs } from './service/connections.js';

/** Who reads on the command line. He sees as much as an auditor. */
export interface CommandLineReader {
  readonly person: string;
  /** The options, for the line in the read-access log. */
  readonly question: string;
  readonly dossier: string;
}

/**
 * Reads the past of a dossier straight from the log, as an auditor. A line in the read-access log comes first, as over HTTP.
 *
 * @param databaseUrl as owner of the schemas
 */
export const asAuditor = async <T>(
  databaseUrl: string,
  { person, question, dossier }: CommandLineReader,
  work: (queries: HistoryQueries, viewer: { readonly role: string; readonly org: string; readonly person: string }) => Promise<T>,
): Promise<T> => {
  const resources = cleanup();
  const faults: unknown[] = [];
  const onError = (error: unknown): void => void faults.push(error);
  try {
    const log = logAs(databaseUrl, 'minglu_audit', 4, onError);
    resources.add(() => log.close());
    const pool = poolAs(databaseUrl, 'minglu_audit', 1, onError);
    resources.add(() => pool.end());
    const lines = readAccess(pool);
    resources.add(lines.close);
    const viewer = { role: 'auditor', org: MINISTRY, person };
    await lines.record(lineOf({ act: 'dossier', subject: dossier, question, ground: null }, viewer, 'cli'));
    return await work(historyQueries(log, registry, wallClock.now), viewer);
  } finally {
    await resources.run();
  }
};
