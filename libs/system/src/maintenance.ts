import { setTimeout as delay } from 'node:timers/promises';
import { postgresStore } from '@minglu/event-store';
import {
  inbox,
  inboxQueries,
  isAhead,
  isReconciliationPending,
  kafkaClient,
  reconciliationPlan,
  requestReconciliation,
  requestRefill,
  topicNames,
  type KafkaAccess,
  topicsAhead,
  unknownEvents,
  type ParkedEventInfo,
  type PublicKeys,
  type ReconciliationPlan,
  type TopicNames,
  type UnknownEvent,
} from '@minglu/messaging';
import { TIMERS, timerTable } from '@minglu/procedure/adapters';
import { projector } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { registry } from './registry.js';
import { READ_MODEL, rebuildFromLog } from './read-model.js';
import { asOwner } from './service/connections.js';

/**
 * Rebuilds the read model from the log beside the current one, and switches in one transaction. An interrupted rebuild changes nothing.
 * @param databaseUrl as owner of the schemas
 * @returns the number of events of the log, and of events parked in the new read model
 */
export const rebuildReadModel = (
  databaseUrl: string,
  onProgress: (done: number, of: number) => void,
): Promise<{ readonly events: number; readonly parked: number }> =>
  asOwner(databaseUrl, async (owner) => {
    const events = await rebuildFromLog(owner, databaseUrl, onProgress);
    const count = 'SELECT count(*)::int AS parked FROM query.parked WHERE consumer = $1';
    const { rows } = await owner.query<{ parked: number }>(count, [READ_MODEL]);
    return { events, parked: rows[0]!.parked };
  });

/** An event that a reader of the log could not handle, or that waits behind one. */
export interface ParkedOf extends ParkedEventInfo {
  readonly consumer: string;
}

/**
 * The events that the read model, the timers and the publisher have parked.
 * @param databaseUrl as owner of the schemas
 * @param replayStream a stream whose parked events are first tried again, in order. The publisher does so in its next round.
 * @param acknowledge ends the alarms of records that the read model has set aside; the records are kept
 */
export const parkedEvents = (
  databaseUrl: string,
  replayStream?: string,
  acknowledge = false,
): Promise<{
  readonly replayed: { readonly applied: number; readonly left: number } | null;
  readonly acknowledged: number;
  /** Records that the read model has set aside and that no operator has acknowledged. */
  readonly alarms: number;
  readonly parked: readonly ParkedOf[];
}> =>
  asOwner(
    databaseUrl,
    async (pool) => {
      const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 1 });
      const inboxes = [
        { consumer: READ_MODEL, schema: 'query', handler: projector(registry) },
        { consumer: TIMERS.name, schema: TIMERS.schema, handler: timerTable(registry) },
      ].map((options) => ({ consumer: options.consumer, ...inboxQueries(pool, options.schema, options.consumer, inbox(options)) }));
      try {
        let [applied, left] = [0, 0];
        if (replayStream !== undefined) {
          for (const { replay } of inboxes) {
            const outcome = await replay(replayStream, log);
            [applied, left] = [applied + outcome.applied, left + outcome.left];
          }
          left += (await pool.query('UPDATE publisher.set_aside SET retry = true WHERE stream_id = $1', [replayStream])).rowCount ?? 0;
        }
        const acknowledged = acknowledge ? await inboxes[0]!.acknowledge() : 0;
        const alarms = await inboxes[0]!.alarms();
        const parked = await Promise.all(
          inboxes.map(async (one) => (await one.parked()).map((event) => ({ consumer: one.consumer, ...event }))),
        );
        const { rows } = await pool.query<ParkedOf>(
          `SELECT 'publisher' AS consumer, stream_id AS "streamId", stream_version AS "streamVersion", type, reason
       FROM publisher.set_aside ORDER BY position`,
        );
        return {
          replayed: replayStream === undefined ? null : { applied, left },
          acknowledged,
          alarms,
          parked: [...parked.flat(), ...rows],
        };
      } finally {
        await log.close();
      }
    },
    2,
  );

/** Asks the publisher to publish topics again: see `requestRefill`. */
export const refillTopics = (
  databaseUrl: string,
  prefix: string,
  wanted: Parameters<typeof requestRefill>[2],
): ReturnType<typeof requestRefill> => asOwner(databaseUrl, (pool) => requestRefill(pool, topicNames(prefix), wanted));

/** The topics compared with the log, which was restored from an older copy. */
export interface Reconciliation extends ReconciliationPlan {
  /** The events that the topics hold and the log does not have. */
  readonly lost: readonly UnknownEvent[];
}

interface ReconcileOptions {
  /** The owner of the schemas. */
  readonly databaseUrl: string;
  readonly kafka: KafkaAccess;
  readonly prefix: string;
  readonly publicKeys: PublicKeys;
}

const whereTopicsAreAhead = <T>(
  { databaseUrl, kafka, prefix, publicKeys }: ReconcileOptions,
  work: (owner: Pool, ahead: Awaited<ReturnType<typeof topicsAhead>>, topics: TopicNames) => Promise<T>,
): Promise<T> =>
  asOwner(databaseUrl, async (pool) => {
    const topics = topicNames(prefix);
    return work(pool, await topicsAhead({ kafka: kafkaClient(kafka, 'minglu-cli'), pool, topics, publicKeys }), topics);
  });

/** Compares the topics with the log. Changes nothing. */
export const compareTopics = (options: ReconcileOptions): Promise<Reconciliation> =>
  whereTopicsAreAhead(options, async (pool, ahead, topics) => ({
    ...(await reconciliationPlan(pool, ahead, topics)),
    lost: unknownEvents(ahead.lost),
  }));

/**
 * Asks the publisher to reconcile the topics with the log, and waits until it has done so. The request stays if it takes longer.
 * Begins an epoch of the log if that has none for it. Without lost events it does nothing.
 * @returns the epoch, or null without lost events, and whether the publisher has carried it out
 */
export const reconcileTopics = async (
  options: ReconcileOptions,
  { reason, patienceMs }: { readonly reason: string; readonly patienceMs: number },
): Promise<{ readonly epoch: number | null; readonly done: boolean }> => {
  const epoch = await whereTopicsAreAhead(options, async (pool, ahead, topics) =>
    !isAhead(ahead) ? null : requestReconciliation(pool, ahead, topics, reason),
  );
  return asOwner(options.databaseUrl, async (pool) => {
    const end = performance.now() + patienceMs;
    while (await isReconciliationPending(pool)) {
      if (performance.now() > end) return { epoch, done: false };
      await delay(200);
    }
    return { epoch, done: true };
  });
};
