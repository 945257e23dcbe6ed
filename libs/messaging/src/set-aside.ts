import type { EventStore, StoredEvent } from '@minglu/event-store';
import type { Pool } from 'pg';

interface SetAsideRow {
  readonly position: string;
  readonly streamId: string;
}

/**
 * The events that the publisher cannot send, and all later ones of their streams. The checkpoint passes over them. They are
 * sent in order when they can be read again: after each start, and when an operator asks (`cli parked --replay`).
 */
export const setAsideByPublisher = (pool: Pool) => {
  /** The position from which each stream waits. */
  let streams: Map<string, number> | undefined;
  let isFirst = true;
  const reload = async (): Promise<Map<string, number>> => {
    const { rows } = await pool.query<SetAsideRow>(
      'SELECT stream_id AS "streamId", min(position) AS position FROM publisher.set_aside GROUP BY stream_id',
    );
    return (streams = new Map(rows.map(({ streamId, position }) => [streamId, Number(position)])));
  };
  const isReadable = ({ damaged }: StoredEvent): boolean => damaged !== true;

  return {
    /** The events of a page that may be sent. The others are recorded with their reason. */
    sendable: async (page: readonly StoredEvent[]): Promise<readonly StoredEvent[]> => {
      const held = streams ?? (await reload());
      const isHeld = ({ streamId, position }: StoredEvent): boolean => position > (held.get(streamId) ?? Infinity);
      if (page.every((event) => isReadable(event) && !isHeld(event))) return page;
      const sent: StoredEvent[] = [];
      for (const event of page) {
        const waits = isHeld(event);
        if (!waits && isReadable(event)) {
          sent.push(event);
          continue;
        }
        if (!waits) held.set(event.streamId, event.position);
        await pool.query(
          `INSERT INTO publisher.set_aside (position, stream_id, stream_version, type, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
          [event.position, event.streamId, event.streamVersion, event.type, waits ? WAITS : DAMAGED],
        );
      }
      return sent;
    },

    /** Sends the events that are to be tried again, in order. In each stream it stops at the first that still cannot be sent. */
    retry: async (log: Pick<EventStore, 'readAll'>, send: (event: StoredEvent) => Promise<void>): Promise<void> => {
      const { rows } = await pool.query<SetAsideRow>(
        `SELECT position, stream_id AS "streamId" FROM publisher.set_aside WHERE retry OR $1 ORDER BY position`,
        [isFirst],
      );
      const stopped = new Set<string>();
      for (const { position, streamId } of rows) {
        if (stopped.has(streamId)) continue;
        const at = Number(position);
        for await (const [event] of log.readAll({ after: at - 1, upTo: at })) {
          if (event && isReadable(event)) {
            await send(event);
            await pool.query('DELETE FROM publisher.set_aside WHERE position = $1', [at]);
          } else stopped.add(streamId);
        }
      }
      if (stopped.size > 0) await pool.query('UPDATE publisher.set_aside SET retry = false WHERE stream_id = ANY($1)', [[...stopped]]);
      if (rows.length > 0) streams = undefined;
      isFirst = false;
    },

    /** Number of events, and the seconds for which the oldest has waited by the clock of the database. */
    waiting: async (): Promise<{ readonly events: number; readonly seconds: number | null }> => {
      const { rows } = await pool.query<{ events: string; seconds: number | null }>(
        'SELECT count(*) AS events, extract(epoch FROM clock_timestamp() - min(since))::float8 AS seconds FROM publisher.set_aside',
      );
      return { events: Number(rows[0]!.events), seconds: rows[0]!.seconds };
    },
  };
};

const DAMAGED = 'the record does not match its content hash';
/** As for the events that wait in an inbox. */
const WAITS = 'waits behind an event that is parked';
