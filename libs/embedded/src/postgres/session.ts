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

  return {
    lost,
    leave: async () => {
      try {
        await client.query('SELECT pg_advisory_unlock_shared($1, hashtext($2))', [LOCK_SPACE, PRESENCE]);
        const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS last', [
          LOCK_SPACE,
          PRESENCE,
        ]);
        return rows[0]!.last;
      } finally {
        await client.end();
      }
    },
  };
}
