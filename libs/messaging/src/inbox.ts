import type { StoredEvent, SubscriptionHandler } from '@minglu/event-store';
import type { PoolClient } from 'pg';

/** What became of a batch. */
export interface Taken {
  readonly applied: number;
  readonly duplicates: number;
  /** Events that were set aside now, with all later ones of their stream. */
  readonly parked: readonly { readonly streamId: string; readonly streamVersion: number; readonly reason: string }[];
}

export interface InboxOptions {
  readonly consumer: string;
  /** Where its tables are. */
  readonly schema: string;
  readonly handler: SubscriptionHandler<PoolClient>;
  /** How often an event is tried before it is set aside. */
  readonly attempts?: number;
}

export interface Inbox {
  /** Takes a batch inside an open transaction: each event once, in the order of its stream. */
  readonly take: (events: readonly StoredEvent[], tx: PoolClient) => Promise<Taken>;
  /** Tries again what is parked of a stream, in order, inside an open transaction; stops where it fails again. */
  readonly replay: (streamId: string, tx: PoolClient) => Promise<{ readonly applied: number; readonly left: number }>;
}

const WAITS = 'waits behind an event that is parked';

interface Mark {
  version: number;
  parked: boolean;
}

/**
 * The inbox of a consumer. Kafka delivers at least once and may begin again anywhere; what is not above a stream's watermark was taken before, what
 * is further on than the next shows that something is missing. A stream whose event cannot be handled is parked from that event on; the others go on.
 */
export const inbox = ({ consumer, schema, handler, attempts = 3 }: InboxOptions): Inbox => {
  /** The marks of these streams, locked: whoever parks, takes or replays a stream is alone with it. */
  const marksOf = async (streams: readonly string[], tx: PoolClient): Promise<Map<string, Mark>> => {
    const ids = [...new Set(streams)].sort();
    await tx.query(
      `INSERT INTO ${schema}.watermarks (consumer, stream_id, version) SELECT $1, * , 0 FROM unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [consumer, ids],
    );
    const { rows } = await tx.query<{ stream_id: string; version: number; parked: boolean }>(
      `SELECT stream_id, version, parked FROM ${schema}.watermarks WHERE consumer = $1 AND stream_id = ANY($2) ORDER BY stream_id FOR UPDATE`,
      [consumer, ids],
    );
    return new Map(rows.map(({ stream_id: id, version, parked }) => [id, { version, parked }]));
  };
  const keep = async (marks: ReadonlyMap<string, Mark>, tx: PoolClient): Promise<void> => {
    await tx.query(
      `UPDATE ${schema}.watermarks w SET version = n.version, parked = n.parked
       FROM unnest($2::text[], $3::int[], $4::boolean[]) n(stream_id, version, parked) WHERE w.consumer = $1 AND w.stream_id = n.stream_id`,
      [consumer, [...marks.keys()], [...marks.values()].map(({ version }) => version), [...marks.values()].map(({ parked }) => parked)],
    );
  };
  const park = async (event: StoredEvent, reason: string, tx: PoolClient): Promise<boolean> => {
    const { rowCount } = await tx.query(
      `INSERT INTO ${schema}.parked (consumer, stream_id, stream_version, event, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [consumer, event.streamId, event.streamVersion, JSON.stringify(storable(event)), reason],
    );
    return rowCount === 1;
  };
  /** Runs the handler so that its failure undoes its own effects alone. A failure of the connection is not the event's fault, and is thrown. */
  const attempt = async (events: readonly StoredEvent[], tx: PoolClient): Promise<string | null> => {
    await tx.query('SAVEPOINT handling');
    try {
      await handler(events, tx);
      await tx.query('RELEASE SAVEPOINT handling');
      return null;
    } catch (error) {
      if (isPassing(error)) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT handling');
      return String(error);
    }
  };

  const triedAgain = async (event: StoredEvent, tx: PoolClient): Promise<string | null> => {
    for (let left = attempts; ; left -= 1) {
      const reason = await attempt([event], tx);
      if (reason === null || left <= 1) return reason;
    }
  };

  return {
    take: async (events, tx) => {
      const marks = await marksOf(
        events.map(({ streamId }) => streamId),
        tx,
      );
      const parked: { streamId: string; streamVersion: number; reason: string }[] = [];
      const setAside = async (event: StoredEvent, reason: string): Promise<void> => {
        if (await park(event, reason, tx)) parked.push({ streamId: event.streamId, streamVersion: event.streamVersion, reason });
      };
      let duplicates = 0;
      const next: StoredEvent[] = [];
      // 先假定其后都能办理，把能连上的一并交办。
      for (const event of events) {
        const mark = marks.get(event.streamId)!;
        if (event.streamVersion <= mark.version) duplicates += 1;
        else if (mark.parked) await setAside(event, WAITS);
        else if (event.streamVersion > mark.version + 1) {
          mark.parked = true;
          await setAside(event, `gap: version ${mark.version + 1} has not come`);
        } else {
          mark.version += 1;
          next.push(event);
        }
      }
      let applied = 0;
      const stuck = new Set<string>();
      // 一并办不成，便对半再办：可疑的一件很快孤立出来，其余不必逐件重来。
      const settle = async (some: readonly StoredEvent[]): Promise<void> => {
        const free = some.filter(({ streamId }) => !stuck.has(streamId));
        for (const event of some) if (stuck.has(event.streamId)) await setAside(event, WAITS);
        if (free.length === 0) return;
        const reason = free.length === 1 ? await triedAgain(free[0]!, tx) : await attempt(free, tx);
        if (reason === null) {
          applied += free.length;
        } else if (free.length === 1) {
          const [{ streamId, streamVersion }] = free as [StoredEvent];
          stuck.add(streamId);
          marks.set(streamId, { version: streamVersion - 1, parked: true });
          await setAside(free[0]!, reason);
        } else {
          const half = Math.ceil(free.length / 2);
          await settle(free.slice(0, half));
          await settle(free.slice(half));
        }
      };
      await settle(next);
      await keep(marks, tx);
      return { applied, duplicates, parked };
    },

    replay: async (streamId, tx) => {
      const marks = await marksOf([streamId], tx);
      const mark = marks.get(streamId)!;
      const { rows } = await tx.query<{ event: Storable }>(
        `SELECT event FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 ORDER BY stream_version`,
        [consumer, streamId],
      );
      let applied = 0;
      for (const { event: kept } of rows) {
        const event = restored(kept);
        if (event.streamVersion !== mark.version + 1 || (await attempt([event], tx)) !== null) break;
        mark.version += 1;
        applied += 1;
      }
      mark.parked = applied < rows.length;
      await tx.query(`DELETE FROM ${schema}.parked WHERE consumer = $1 AND stream_id = $2 AND stream_version <= $3`, [
        consumer,
        streamId,
        mark.version,
      ]);
      await keep(marks, tx);
      return { applied, left: rows.length - applied };
    },
  };
};

type Storable = Omit<StoredEvent, 'salt' | 'contentHash' | 'parsed'>;
const storable = ({ salt: _, contentHash: __, parsed: ___, ...event }: StoredEvent): Storable => event;
const restored = (event: Storable): StoredEvent => ({ ...event, salt: new Uint8Array(), contentHash: new Uint8Array() });

/** Failures that come and go: the connection, the server, a deadlock. Whatever else fails would fail again. */
const isPassing = (error: unknown): boolean => {
  const { code, message, constructor } = error as { code?: unknown; message?: unknown; constructor?: { name: string } };
  if (typeof code === 'string') return /^(08|40|53|55P03|57|58)/.test(code) || /^E[A-Z]+$/.test(code);
  // pg's own words, which it says with no class or code; an error of the domain may hold any word, say in the name of a type.
  return constructor?.name === 'Error' && typeof message === 'string' && GONE.test(message);
};
const GONE =
  /connection (terminated|ended|error)|terminating connection|client (has encountered|was closed)|timeout|not queryable|server closed/i;
