import { postgresStore } from '@minglu/event-store';
import {
  eventsAhead,
  inbox,
  inboxQueries,
  kafkaClient,
  requestRefill,
  topicNames,
  type ParkedEventInfo,
  type UnknownEvent,
} from '@minglu/messaging';
import { projector, rebuild } from '@minglu/projections/adapters';
import { Pool } from 'pg';
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

/** Asks the publisher to publish topics again: see `requestRefill`. */
export const refillTopics = async (
  databaseUrl: string,
  prefix: string,
  wanted: Parameters<typeof requestRefill>[2],
): ReturnType<typeof requestRefill> => {
  const pool = ownerPool(databaseUrl, 1);
  try {
    return await requestRefill(pool, topicNames(prefix), wanted);
  } finally {
    await pool.end();
  }
};

/** The events that the topics hold and the log does not have. */
export const eventsAheadOfLog = async (
  databaseUrl: string,
  brokers: readonly string[],
  prefix: string,
): Promise<readonly UnknownEvent[]> => {
  const pool = ownerPool(databaseUrl, 1);
  try {
    return await eventsAhead(kafkaClient(brokers, 'minglu-cli'), pool, topicNames(prefix));
  } finally {
    await pool.end();
  }
};

/**
 * A pool that survives the loss of an idle connection, while queries still report their errors. `end` resolves before the sockets are closed, so
 * an embedded server that is stopped next still ends connections.
 */
const ownerPool = (databaseUrl: string, max: number): Pool => {
  const pool = new Pool({ connectionString: databaseUrl, max });
  pool.on('error', () => undefined);
  return pool;
};
