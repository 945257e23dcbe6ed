import pg from 'pg';

/** Key space of our advisory locks, in the database `postgres`. No other program uses that database. */
const LOCK_SPACE = 0x4d4c; // "ML"
const PRESENCE = 'presence';

/**
 * A connection that represents this process at the server. PostgreSQL releases its advisory locks when the process exits for
 * any reason. So the locks show the processes that use the server, and no counter or file can be stale.
 */
export interface Session {
  /** Resolves when the connection is lost: the server, or this back end, has ended. */
  readonly lost: Promise<void>;
  /** Takes a name that one process holds at a time, until it exits. False: another process holds it. */
  readonly claim: (name: string) => Promise<boolean>;
  /** The `application_name` of the process that holds the name, or null. */
  readonly holder: (name: string) => Promise<string | null>;
  /** Ends the connection. True if no other process uses the server. */
  readonly leave: () => Promise<boolean>;
}

/** @param url of the database `postgres`, as superuser */
export async function openSession(url: string): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `process ${process.pid}`,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  const lost = new Promise<void>((resolve) => client.on('error', () => resolve()).on('end', () => resolve()));
  await client.connect();
  await client.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [LOCK_SPACE, PRESENCE]);

  const claim = async (name: string): Promise<boolean> => {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS got', [LOCK_SPACE, name]);
    return rows[0]!.got;
  };
  return {
    lost,
    claim,
    holder: async (name) => {
      const { rows } = await client.query<{ application_name: string }>(HOLDER, [LOCK_SPACE, name]);
      return rows[0]?.application_name ?? null;
    },
    leave: async () => {
      try {
        await client.query('SELECT pg_advisory_unlock_shared($1, hashtext($2))', [LOCK_SPACE, PRESENCE]);
        return await claim(PRESENCE);
      } finally {
        await client.end();
      }
    },
  };
}

/** pg_locks shows the two keys as classid and objid; objid is unsigned, hashtext is not. */
const HOLDER = `
  SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::int::oid AND l.objid = hashtext($2)::bit(32)::bigint::oid`;
