import { openPool, postgresStore } from '@minglu/event-store';
import { inbox, inboxQueries, type ParkedEventInfo } from '@minglu/messaging';
import { projector, rebuild } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { registry } from './command-handler.js';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';

/**
 * Rebuilds the read model from the log beside the current one, and switches in one transaction. An interrupted rebuild changes nothing.
 * @param databaseUrl as owner of the schemas
 * @returns the number of events of the log, and of events parked in the new read model
 */
export const rebuildReadModel = async (
  databaseUrl: string,
  onProgress: (done: number, of: number) => void,
): Promise<{ readonly events: number; readonly parked: number }> => {
  const owner = ownerPool(databaseUrl, 1);
  const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 2 });
  try {
    const events = await rebuild({ owner, log, registry, consumer: READ_MODEL, checkpoint: EMBEDDED_READ_MODEL, onProgress });
    const count = 'SELECT count(*)::int AS parked FROM query.parked WHERE consumer = $1';
    const { rows } = await owner.query<{ parked: number }>(count, [READ_MODEL]);
    return { events, parked: rows[0]!.parked };
  } finally {
    await log.close();
    await owner.end();
  }
};

/**
 * The events that the read model has parked.
 * @param databaseUrl as owner of the schemas
 * @param replayStream a stream whose parked events are first applied again, in order
 */
export const parkedEvents = async (
  databaseUrl: string,
  replayStream?: string,
): Promise<{
  readonly replayed: { readonly applied: number; readonly left: number } | null;
  readonly parked: readonly ParkedEventInfo[];
}> => {
  const pool = ownerPool(databaseUrl, 2);
  try {
    const box = inbox({ consumer: READ_MODEL, schema: 'query', handler: projector(registry) });
    const queries = inboxQueries(pool, 'query', READ_MODEL, box);
    const replayed = replayStream === undefined ? null : await queries.replay(replayStream);
    return { replayed, parked: await queries.parked() };
  } finally {
    await pool.end();
  }
};

const ownerPool = (databaseUrl: string, max: number): Pool => openPool({ connectionString: databaseUrl, max }, { limits: 'owner' });
