import { migrate, postgresStore } from '@minglu/event-store';
import { rebuild } from '@minglu/projections/adapters';
import { allMigrations, READ_MODEL, registry } from '@minglu/system';
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
  await store.close();
  const log = postgresStore({ connection: { connectionString: databaseUrl } });
  const total = await log.head();
  return {
    ours: {
      name: `rebuild of all projections from ${total.toLocaleString('en')} events`,
      run: async () => {
        const started = performance.now();
        await rebuild({ owner, log, registry, consumer: READ_MODEL, checkpoint: 'read-model/1' });
        return { perSecond: (total / (performance.now() - started)) * 1_000, peakRss: process.resourceUsage().maxRSS * 1_024 };
      },
    },
    baseline: { name: 'pg-query-stream and JSON.parse', run: () => inSeparateProcess('scan', databaseUrl) },
    close: async () => {
      await log.close();
      await owner.end();
    },
  };
};
