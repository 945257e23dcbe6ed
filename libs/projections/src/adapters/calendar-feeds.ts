import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Actor, Instant } from '@minglu/kernel';
import type { DataSource } from 'typeorm';

/** A calendar feed, as its owner sees it. */
export interface CalendarFeed {
  readonly id: string;
  readonly createdAt: Instant;
  /** When it ends by itself. */
  readonly endsAt: Instant;
  /** When its address was last read, to the hour; null before the first time. */
  readonly lastUsedAt: Instant | null;
}

/** The calendar feeds of persons. A feed is read with the role and the organisation in which its owner made it. */
export interface CalendarFeeds {
  /** Null if the owner has too many. The secret is given here alone. */
  readonly create: (owner: Actor) => Promise<{ readonly feed: CalendarFeed; readonly secret: string } | null>;
  /** The feeds of an owner, oldest first. */
  readonly of: (owner: Actor) => Promise<readonly CalendarFeed[]>;
  /** False if the owner has no such feed. */
  readonly revoke: (owner: Actor, id: string) => Promise<boolean>;
  /** The owner of the feed with this secret; null if there is none, also after it was revoked or has ended. */
  readonly ownerOf: (secret: string) => Promise<Actor | null>;
}

/** An owner has so many at most: one for each of his devices. */
export const FEEDS_PER_PERSON = 10;
/** A feed cannot notice that an account has lost its role. So it does not last for ever. */
const DAYS = 366;

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const hashOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');

const SHOWN = `id, created_at AS "createdAt", created_at + interval '${DAYS} days' AS "endsAt", last_used_at AS "lastUsedAt"`;
const RUNS = `created_at + interval '${DAYS} days' > $1::timestamptz`;
const OWNED = 'person = $2 AND role = $3 AND org = $4';

interface Row {
  readonly id: string;
  readonly createdAt: Date;
  readonly endsAt: Date;
  readonly lastUsedAt: Date | null;
}
const feedOf = ({ id, createdAt, endsAt, lastUsedAt }: Row): CalendarFeed => ({
  id,
  createdAt: createdAt.toISOString(),
  endsAt: endsAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});

/** Feeds in the table `calendar.feeds`, with the rights of the query service. */
export const calendarFeeds = (source: DataSource, clock: () => Instant): CalendarFeeds => {
  const keyOf = ({ person, role, org }: Actor) => [clock(), person, role, org] as const;
  return {
    create: async (owner) => {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const rows = await source.transaction(async (tx) => {
        // Two requests of one owner come one after the other: together they stay below the limit.
        await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 4812011))`, [
          JSON.stringify([owner.person, owner.role, owner.org]),
        ]);
        await tx.query(`DELETE FROM calendar.feeds WHERE ${OWNED} AND NOT ${RUNS}`, [...keyOf(owner)]);
        return tx.query<Row[]>(
          `INSERT INTO calendar.feeds (id, secret_hash, person, role, org, created_at)
             SELECT $5::uuid, $6::bytea, $2, $3, $4, $1::timestamptz
             WHERE (SELECT count(*) FROM calendar.feeds WHERE ${OWNED}) < ${FEEDS_PER_PERSON} RETURNING ${SHOWN}`,
          [...keyOf(owner), randomUUID(), hashOf(secret)],
        );
      });
      return rows[0] ? { feed: feedOf(rows[0]), secret } : null;
    },
    of: async (owner) =>
      (
        await source.query<Row[]>(`SELECT ${SHOWN} FROM calendar.feeds WHERE ${OWNED} AND ${RUNS} ORDER BY created_at, id`, [
          ...keyOf(owner),
        ])
      ).map(feedOf),
    revoke: async (owner, id) => {
      if (!UUID.test(id)) return false;
      const gone = await source.query<unknown[]>(
        `WITH gone AS (DELETE FROM calendar.feeds WHERE ${OWNED} AND ${RUNS} AND id = $5::uuid RETURNING id) SELECT id FROM gone`,
        [...keyOf(owner), id],
      );
      return gone.length === 1;
    },
    ownerOf: async (secret) => {
      if (!SECRET.test(secret)) return null;
      const now = clock();
      const [found] = await source.query<(Actor & { id: string; isFresh: boolean })[]>(
        `SELECT id, person, role, org, coalesce(last_used_at > $1::timestamptz - interval '1 hour', false) AS "isFresh"
         FROM calendar.feeds WHERE secret_hash = $2 AND ${RUNS}`,
        [now, hashOf(secret)],
      );
      if (!found) return null;
      const { id, isFresh, person, role, org } = found;
      // Once an hour: a reader that asks often must not write each time.
      if (!isFresh) await source.query('UPDATE calendar.feeds SET last_used_at = $1 WHERE id = $2', [now, id]);
      return { person, role, org };
    },
  };
};
