import { migrate } from '@minglu/event-store';
import { allMigrations } from '@minglu/system';
import pg from 'pg';
import type { Contest } from './compare.js';
import { copyHistory } from './copy-history.js';
import { titled } from './history.js';
import { logOn } from './ours.js';
import { inSeparateProcess } from './replay.js';

/** Rebuild of all projections from the log, against a scan with JSON.parse. */
export const rebuildAll = async (databaseUrl: string, { dossiers, events }: { dossiers: number; events: number }): Promise<Contest> => {
  const store = await logOn(databaseUrl);
  const owner = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  owner.on('error', () => undefined);
  await migrate(owner, allMigrations);
  await copyHistory(databaseUrl, store, await titled(), dossiers, events);
  const total = await store.head();
  await store.close();
  return {
    ours: {
      name: `rebuild of all projections from ${total.toLocaleString('en')} events`,
      run: () => inSeparateProcess('rebuild', databaseUrl),
    },
    baseline: { name: 'pg-query-stream and JSON.parse', run: () => inSeparateProcess('scan', databaseUrl) },
    close: () => owner.end(),
  };
};
