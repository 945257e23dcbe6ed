import { checkpointTable, lookFrom, placeIn, standingOf, type EventStore, type StoredEvent } from '@minglu/event-store';
import type { Pool } from 'pg';

interface BranchGuardOptions {
  readonly consumer: string;
  readonly pool: Pool;
  /** Schema of its tables. */
  readonly schema: string;
  readonly log: Pick<EventStore, 'look' | 'entriesAt'>;
}

/**
 * Compares the records of a topic with the log. After a restore of the database the topics still hold events that the log lost.
 * The consumer remembers the place of the furthest event that it has met. If the log lost that one, the consumer takes nothing.
 */
export const branchGuard = ({ consumer, pool, schema, log }: BranchGuardOptions) => {
  const row = checkpointTable(`${schema}.checkpoints`, consumer);
  return {
    /**
     * The events that the log has. Notes the furthest one before the caller commits their effects, so no effect is ahead of
     * the place. Throws `OtherBranch` if the consumer stands on another branch.
     */
    ownOf: async (events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> => {
      const checkpoint = await row.read(pool);
      const entries = new Map((await log.entriesAt(events.map(({ position }) => position))).map((entry) => [entry.position, entry]));
      const look = await lookFrom(log, consumer, checkpoint);
      const own = events.filter(({ position, eventId }) => entries.get(position)?.eventId === eventId);
      const furthest = Math.max(0, ...own.map(({ position }) => position));
      if (furthest > checkpoint.position) await row.raise(pool, placeIn(look, furthest, entries.get(furthest)!.hash));
      return own;
    },
    standing: async (): Promise<string | null> => standingOf(log, consumer, await row.read(pool)),
  };
};
