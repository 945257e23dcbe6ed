import { DamagedEvent, isTransient, type EventStore, type StoredEvent, type SubscriptionHandler } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import { advance, hashAt, parkedAt, shortHash, watermarksOf, type Watermark, type Watermarks } from './watermarks.js';

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
  /**
   * Applies a batch inside an open transaction: each event once, in the order of its stream.
   * @param onOther called for an event that is not the one that was taken, or parked, at its version
   */
  readonly take: (events: readonly StoredEvent[], tx: PoolClient, onOther?: (event: StoredEvent) => Promise<void>) => Promise<BatchOutcome>;
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
const OTHER_PREDECESSOR = 'follows another event than the last one that was taken';

/**
 * The inbox of a consumer. Kafka delivers at least once and may restart at any offset. At or below the watermark of its
 * stream the same event is a duplicate, and another event is reported. Above watermark + 1 there is a gap. A stream is parked
 * from the first event that is missing, fails, or does not follow the last one. The other streams go on. When the missing
 * events come, the parked ones follow.
 */
export const inbox = ({ consumer, schema, handler, attempts = 3 }: InboxOptions): Inbox => {
  const stored = watermarksOf(schema, consumer);

  const park = async (event: StoredEvent, reason: string, tx: PoolClient): Promise<'parked' | 'known' | 'other'> => {
    const { rowCount } = await tx.query(
      `INSERT INTO ${schema}.parked (consumer, stream_id, stream_version, event, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [consumer, event.streamId, event.streamVersion, JSON.stringify(toParked(event)), reason],
    );
    if (rowCount === 1) return 'parked';
    const { rows } = await tx.query<{ event: ParkedEvent }>(
      `SELECT event FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 AND stream_version = $3`,
      [consumer, event.streamId, event.streamVersion],
    );
    return differs(event, rows[0] ? shortHash(fromParked(rows[0].event)) : null) ? 'other' : 'known';
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

  /** The lowest parked version of each parked stream. A lower one is missing. */
  const firstParkedVersions = async (watermarks: Watermarks, tx: PoolClient): Promise<Map<string, number>> => {
    const streams = [...watermarks].filter(([, { parked }]) => parked).map(([id]) => id);
    if (streams.length === 0) return new Map();
    const { rows } = await tx.query<{ stream_id: string; first: number }>(
      `SELECT stream_id, min(stream_version) AS first FROM ${schema}.parked WHERE consumer = $1 AND stream_id = ANY($2) GROUP BY stream_id`,
      [consumer, streams],
    );
    return new Map(rows.map(({ stream_id: id, first }) => [id, first]));
  };

  /** Applies the parked events of a stream in order, up to the first that is not the next or that fails again. */
  const drain = async (
    streamId: string,
    watermark: Watermark,
    tx: PoolClient,
    mended: readonly StoredEvent[] = [],
  ): Promise<{ readonly applied: number; readonly left: number }> => {
    const { rows } = await tx.query<{ event: ParkedEvent }>(
      `SELECT event FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 ORDER BY stream_version`,
      [consumer, streamId],
    );
    const waiting = rows.map(({ event }) => event).filter(({ streamVersion }) => streamVersion > watermark.version);
    let applied = 0;
    for (const event of waiting) {
      if (event.streamVersion !== watermark.version + 1) break;
      const next = mended.find(({ streamVersion }) => streamVersion === event.streamVersion) ?? fromParked(event);
      const last = hashAt(watermark, watermark.version);
      const reason = follows(next, last) ? await attempt([after(next, last)], tx) : OTHER_PREDECESSOR;
      if (reason !== null) {
        await tx.query(`UPDATE ${schema}.parked SET reason = $4 WHERE consumer = $1 AND stream_id = $2 AND stream_version = $3`, [
          consumer,
          streamId,
          event.streamVersion,
          reason,
        ]);
        break;
      }
      advance(watermark, next);
      applied += 1;
    }
    watermark.parked = applied < waiting.length;
    await tx.query(`DELETE FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 AND stream_version <= $3`, [
      consumer,
      streamId,
      watermark.version,
    ]);
    return { applied, left: waiting.length - applied };
  };

  const isDamaged = async (streamId: string, tx: PoolClient): Promise<boolean> => {
    const { rowCount } = await tx.query(
      `SELECT 1 FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 AND event ->> 'damaged' = 'true' LIMIT 1`,
      [consumer, streamId],
    );
    return rowCount === 1;
  };

  /** One batch: `sort` separates the events that are next in their streams, `apply` handles them. */
  const batchIn = (tx: PoolClient, watermarks: Watermarks, onOther: (event: StoredEvent) => Promise<void>) => {
    const parked: ParkedNow[] = [];
    const parkNow = async (event: StoredEvent, reason: string): Promise<void> => {
      const outcome = await park(event, reason, tx);
      if (outcome === 'parked') parked.push({ streamId: event.streamId, streamVersion: event.streamVersion, reason });
      else if (outcome === 'other') await onOther(event);
    };

    const sort = async (events: readonly StoredEvent[]): Promise<{ next: StoredEvent[]; duplicates: number; filled: string[] }> => {
      const next: StoredEvent[] = [];
      let duplicates = 0;
      const firstParked = await firstParkedVersions(watermarks, tx);
      const filled = new Set<string>();
      // Assumes that every event can be handled. `apply` sets back the watermark of a stream whose event fails.
      for (const event of events) {
        const watermark = watermarks.get(event.streamId)!;
        const last = hashAt(watermark, watermark.version);
        const isNext = event.streamVersion === watermark.version + 1;
        const fillsGap = isNext && watermark.parked && event.streamVersion < (firstParked.get(event.streamId) ?? 0);
        if (event.streamVersion <= watermark.version) {
          if (differs(event, hashAt(watermark, event.streamVersion))) await onOther(event);
          else duplicates += 1;
        } else if (watermark.parked && !fillsGap) await parkNow(event, WAITS);
        else if (!isNext) {
          watermark.parked = true;
          firstParked.set(event.streamId, event.streamVersion);
          await parkNow(event, `gap: version ${watermark.version + 1} has not come`);
        } else if (!follows(event, last)) {
          watermark.parked = true;
          firstParked.set(event.streamId, event.streamVersion);
          await parkNow(event, OTHER_PREDECESSOR);
        } else {
          advance(watermark, event);
          next.push(after(event, last));
          if (fillsGap) filled.add(event.streamId);
        }
      }
      return { next, duplicates, filled: [...filled] };
    };

    const failed = new Set<string>();
    /** Takes the parked events of streams whose missing events have come, unless one of those could not be handled. */
    const release = async (streams: readonly string[]): Promise<number> => {
      let released = 0;
      for (const stream of streams) if (!failed.has(stream)) released += (await drain(stream, watermarks.get(stream)!, tx)).applied;
      return released;
    };
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
      watermarks.set(first.streamId, parkedAt(watermarks.get(first.streamId)!, first.streamVersion - 1));
      await parkNow(first, reason);
      return 0;
    };
    return { parked, sort, apply, release };
  };

  return {
    take: async (events, tx, onOther = async () => undefined) => {
      const streams = events.map(({ streamId }) => streamId);
      const watermarks = await stored.lock(streams, tx);
      const { parked, sort, apply, release } = batchIn(tx, watermarks, onOther);
      const { next, duplicates, filled } = await sort(events);
      const applied = (await apply(next)) + (await release(filled));
      await stored.save(watermarks, tx);
      return { applied, duplicates, parked };
    },

    replay: async (streamId, tx, log) => {
      const watermarks = await stored.lock([streamId], tx);
      const watermark = watermarks.get(streamId)!;
      const outcome = await drain(streamId, watermark, tx, (await isDamaged(streamId, tx)) ? await undamaged(streamId, log) : []);
      await stored.save(watermarks, tx);
      return outcome;
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

/** True if the event is not the one with this short hash. An unknown hash differs from none. */
const differs = (event: StoredEvent, hash: string | null): boolean =>
  hash !== null && event.contentHash.length > 0 && shortHash(event) !== hash;
const follows = ({ predecessor }: StoredEvent, last: string | null): boolean =>
  predecessor === undefined || last === null || predecessor.startsWith(last);

/** The event with the hash of the last one that was taken: the handler drops a cached row that ends with another event. */
const after = (event: StoredEvent, last: string | null): StoredEvent => (last === null ? event : { ...event, predecessor: last });

/** A parked event as JSON: without its salt, which only proofs need. Rows of earlier versions have no content hash. */
interface ParkedEvent extends Omit<StoredEvent, 'salt' | 'contentHash' | 'parsed'> {
  readonly contentHash?: string;
}
const toParked = ({ salt: _, parsed: __, contentHash, ...event }: StoredEvent): ParkedEvent => ({
  ...event,
  contentHash: Buffer.from(contentHash).toString('hex'),
});
const fromParked = ({ contentHash = '', ...event }: ParkedEvent): StoredEvent => ({
  ...event,
  salt: new Uint8Array(),
  contentHash: Buffer.from(contentHash, 'hex'),
});
