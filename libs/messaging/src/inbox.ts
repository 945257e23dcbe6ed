import { DamagedEvent, isTransient, type EventStore, type StoredEvent, type SubscriptionHandler } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import { watermarksOf, type Watermarks } from './watermarks.js';

interface ParkedNow {
  readonly streamId: string;
  readonly streamVersion: number;
  readonly reason: string;
}

/** Outcome of a batch: numbers of events, and the events that it parked. */
export interface BatchOutcome {
  readonly applied: number;
  readonly duplicates: number;
  readonly parked: readonly ParkedNow[];
}

interface InboxOptions {
  readonly consumer: string;
  /** Schema of its tables. */
  readonly schema: string;
  readonly handler: SubscriptionHandler<PoolClient>;
  /** Attempts before an event is parked; default 3. */
  readonly attempts?: number;
}

export interface Inbox {
  /** Applies a batch inside an open transaction: each event once, in the order of its stream. */
  readonly take: (events: readonly StoredEvent[], tx: PoolClient) => Promise<BatchOutcome>;
  /**
   * Applies the parked events of a stream in order, inside an open transaction. Stops at the first that fails again.
   * An event that was parked because it was damaged is taken from the log, if that is mended.
   */
  readonly replay: (
    streamId: string,
    tx: PoolClient,
    log?: Pick<EventStore, 'readStream'>,
  ) => Promise<{ readonly applied: number; readonly left: number }>;
}

/** Stored as the reason of every event behind a parked one. */
const WAITS = 'waits behind an event that is parked';

/**
 * The inbox of a consumer. Kafka delivers at least once and may restart at any offset. At or below the watermark of its
 * stream an event is a duplicate; above watermark + 1 there is a gap. A stream is parked from the first event that is
 * missing or cannot be handled; the other streams go on.
 */
export const inbox = ({ consumer, schema, handler, attempts = 3 }: InboxOptions): Inbox => {
  const stored = watermarksOf(schema, consumer);

  const park = async (event: StoredEvent, reason: string, tx: PoolClient): Promise<boolean> => {
    const { rowCount } = await tx.query(
      `INSERT INTO ${schema}.parked (consumer, stream_id, stream_version, event, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [consumer, event.streamId, event.streamVersion, JSON.stringify(toParked(event)), reason],
    );
    return rowCount === 1;
  };

  /** Runs the handler in a savepoint. Resolves to the reason of its failure, or null. Rejects if the error is transient. */
  const attempt = async (events: readonly StoredEvent[], tx: PoolClient): Promise<string | null> => {
    await tx.query('SAVEPOINT handling');
    try {
      await handler(events, tx);
      await tx.query('RELEASE SAVEPOINT handling');
      return null;
    } catch (error) {
      if (isTransient(error)) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT handling');
      return String(error);
    }
  };
  const attemptSeveralTimes = async (event: StoredEvent, tx: PoolClient): Promise<string | null> => {
    for (let left = attempts; ; left -= 1) {
      const reason = await attempt([event], tx);
      if (reason === null || left <= 1) return reason;
    }
  };

  /** One batch: `sort` separates the events that are next in their streams, `apply` handles them. */
  const batchIn = (tx: PoolClient, watermarks: Watermarks) => {
    const parked: ParkedNow[] = [];
    const parkNow = async (event: StoredEvent, reason: string): Promise<void> => {
      if (await park(event, reason, tx)) parked.push({ streamId: event.streamId, streamVersion: event.streamVersion, reason });
    };

    const sort = async (events: readonly StoredEvent[]): Promise<{ next: StoredEvent[]; duplicates: number }> => {
      const next: StoredEvent[] = [];
      let duplicates = 0;
      // Assumes that every event can be handled. `apply` sets back the watermark of a stream whose event fails.
      for (const event of events) {
        const watermark = watermarks.get(event.streamId)!;
        if (event.streamVersion <= watermark.version) duplicates += 1;
        else if (watermark.parked) await parkNow(event, WAITS);
        else if (event.streamVersion > watermark.version + 1) {
          watermark.parked = true;
          await parkNow(event, `gap: version ${watermark.version + 1} has not come`);
        } else {
          watermark.version += 1;
          next.push(event);
        }
      }
      return { next, duplicates };
    };

    const failed = new Set<string>();
    /** Handles events together. If that fails, handles each half: this isolates the failing event in few attempts. */
    const apply = async (events: readonly StoredEvent[]): Promise<number> => {
      for (const event of events) if (failed.has(event.streamId)) await parkNow(event, WAITS);
      const free = events.filter(({ streamId }) => !failed.has(streamId));
      const [first] = free;
      if (!first) return 0;
      const reason = free.length === 1 ? await attemptSeveralTimes(first, tx) : await attempt(free, tx);
      if (reason === null) return free.length;
      if (free.length > 1) {
        const half = Math.ceil(free.length / 2);
        return (await apply(free.slice(0, half))) + (await apply(free.slice(half)));
      }
      failed.add(first.streamId);
      watermarks.set(first.streamId, { version: first.streamVersion - 1, parked: true });
      await parkNow(first, reason);
      return 0;
    };
    return { parked, sort, apply };
  };

  return {
    take: async (events, tx) => {
      const streams = events.map(({ streamId }) => streamId);
      const watermarks = await stored.lock(streams, tx);
      const { parked, sort, apply } = batchIn(tx, watermarks);
      const { next, duplicates } = await sort(events);
      const applied = await apply(next);
      await stored.save(watermarks, tx);
      return { applied, duplicates, parked };
    },

    replay: async (streamId, tx, log) => {
      const watermarks = await stored.lock([streamId], tx);
      const watermark = watermarks.get(streamId)!;
      const { rows } = await tx.query<{ event: ParkedEvent }>(
        `SELECT event FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 ORDER BY stream_version`,
        [consumer, streamId],
      );
      const mended = rows.some(({ event }) => event.damaged) ? await undamaged(streamId, log) : [];
      let applied = 0;
      for (const { event: parked } of rows) {
        const event = mended.find(({ streamVersion }) => streamVersion === parked.streamVersion) ?? fromParked(parked);
        if (event.streamVersion !== watermark.version + 1 || (await attempt([event], tx)) !== null) break;
        watermark.version += 1;
        applied += 1;
      }
      watermark.parked = applied < rows.length;
      await tx.query(`DELETE FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 AND stream_version <= $3`, [
        consumer,
        streamId,
        watermark.version,
      ]);
      await stored.save(watermarks, tx);
      return { applied, left: rows.length - applied };
    },
  };
};

/** The events of a stream; none if it is still damaged. */
const undamaged = async (streamId: string, log?: Pick<EventStore, 'readStream'>): Promise<readonly StoredEvent[]> => {
  try {
    return (await log?.readStream(streamId)) ?? [];
  } catch (error) {
    if (error instanceof DamagedEvent) return [];
    throw error;
  }
};

/** A parked event as JSON: without salt and content hash, which only proofs need. */
type ParkedEvent = Omit<StoredEvent, 'salt' | 'contentHash' | 'parsed'>;
const toParked = ({ salt: _, contentHash: __, parsed: ___, ...event }: StoredEvent): ParkedEvent => event;
const fromParked = (event: ParkedEvent): StoredEvent => ({ ...event, salt: new Uint8Array(), contentHash: new Uint8Array() });
