import { postgresStore } from '@minglu/event-store';
import { rebuild } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { registry } from './registry.js';

/** The name of the read model as a consumer: of its inbox and of its Kafka group. The number is the version of the projection. */
export const READ_MODEL = 'read-model-1';
/** The name of its checkpoint if it reads the log directly. */
export const EMBEDDED_READ_MODEL = 'read-model/1';

/** Rebuilds the read model from the log beside the current one, and switches in one transaction. Resolves to the number of events. */
export const rebuildFromLog = async (
  owner: Pool,
  databaseUrl: string,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<number> => {
  const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 2 });
  try {
    return await rebuild({ owner, log, registry, consumer: READ_MODEL, checkpoint: EMBEDDED_READ_MODEL, onProgress });
  } finally {
    await log.close();
  }
};
