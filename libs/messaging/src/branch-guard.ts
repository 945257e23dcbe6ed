import { checkpointTable, lookFrom, placeIn, standingOf, type EventStore, type StoredEvent } from '@minglu/event-store';
import type { Pool } from 'pg';

interface BranchGuardOptions {
  readonly consumer: string;
  readonly pool: Pool;
  /** Schema of its tables. */
  readonly schema: string;
  readonly log: Pick<EventStore, 'look' | 'entriesAt'>;
}

/** Reason of a record whose event the log did not have when it was read. */
export const NOT_IN_LOG = 'the log does not have it';
/** A branch has all its events before the last one, so the first ones of each epoch tell whether the log has that branch again. */
const LOOKED_AT = 100;

/**
 * Compares the records of a topic with the log. After a restore of the database the topics still hold events that the log lost.
 * The consumer remembers the place of the furthest event that it has met. If the log lost that one, the consumer takes nothing.
 */
export const branchGuard = ({ consumer, pool, schema, log }: BranchGuardOptions) => {
  const row = checkpointTable(`${schema}.checkpoints`, consumer);

  /** A log that was restored from an older copy, and then from a newer one, has events again that were left out meanwhile. */
  const leftOut = async (): Promise<string | null> => {
    const { rows } = await pool.query<{ position: number; event_id: string }>(
      `SELECT position, event_id FROM (
         SELECT (record #>> '{headers,position}')::bigint::float8 AS position, record #>> '{headers,ce_id}' AS event_id,
                row_number() OVER (PARTITION BY record #>> '{headers,ce_epoch}' ORDER BY (record #>> '{headers,position}')::bigint) AS place
         FROM ${schema}.foreign_records f
         WHERE consumer = $1 AND reason = $2 AND NOT EXISTS (
           SELECT FROM ${schema}.watermarks w WHERE w.consumer = f.consumer
             AND w.stream_id = convert_from(decode(record ->> 'key', 'base64'), 'UTF8')
             AND w.version >= (record #>> '{headers,streamversion}')::integer)) n
       WHERE place <= ${LOOKED_AT} ORDER BY position`,
      [consumer, NOT_IN_LOG],
    );
    if (rows.length === 0) return null;
    const entries = new Map((await log.entriesAt(rows.map(({ position }) => position))).map((entry) => [entry.position, entry.eventId]));
    const first = rows.find(({ position, event_id: id }) => entries.get(position) === id);
    return first
      ? `${consumer} has left out events from position ${first.position}, which the log has again: npm run kafka -- refill --from ${first.position}`
      : null;
  };
  return {
    /**
     * The events that the log has, and its id. Notes the furthest one before the caller commits their effects, so no effect is ahead
     * of the place. Throws `OtherBranch` if the consumer stands on another branch.
     * @param logIdOf the log that an event says it is of; events of another one are not noted
     */
    ownOf: async (
      events: readonly StoredEvent[],
      logIdOf: (event: StoredEvent) => string,
    ): Promise<{ readonly own: ReadonlySet<StoredEvent>; readonly logId: string }> => {
      const [checkpoint, found] = await Promise.all([row.read(pool), log.entriesAt(events.map(({ position }) => position))]);
      const entries = new Map(found.map((entry) => [entry.position, entry]));
      const look = await lookFrom(log, consumer, checkpoint);
      const own = events.filter((event) => logIdOf(event) === look.logId && entries.get(event.position)?.eventId === event.eventId);
      const furthest = Math.max(0, ...own.map(({ position }) => position));
      if (furthest > checkpoint.position) await row.raise(pool, placeIn(look, furthest, entries.get(furthest)!.hash));
      return { own: new Set(own), logId: look.logId };
    },
    standing: async (): Promise<string | null> => (await standingOf(log, consumer, await row.read(pool))) ?? (await leftOut()),
  };
};
