import pg from 'pg';

/**
 * The settings of a session that change which bytes are read or written, or whether an acknowledged commit is durable. A server, a
 * database or a role may have others. The startup packet overrides them all, and each connection is asked for them before it is used.
 */
const PINNED = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  array_nulls: 'on',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  default_transaction_deferrable: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  extra_float_digits: '1',
  row_security: 'on',
  search_path: 'public, pg_temp',
  standard_conforming_strings: 'on',
  synchronous_commit: 'on',
  transform_null_equals: 'off',
} as const;

/** Milliseconds. A session of a service must not hold a lock or a connection for longer; 0 is no limit. */
interface Limits {
  readonly statement_timeout: number;
  readonly lock_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
}
export const SERVICE_LIMITS: Limits = { statement_timeout: 60_000, lock_timeout: 10_000, idle_in_transaction_session_timeout: 30_000 };
/** Migrations and rebuilds take their time. */
export const OWNER_LIMITS: Limits = { statement_timeout: 0, lock_timeout: 0, idle_in_transaction_session_timeout: 0 };

/** A session of a service that gets no answer for so many milliseconds is lost: longer than it waits for a lock. */
const SILENT_MS = 15_000;

/** A connection got other settings than it asked for, for example from a pooler that drops the options of the startup packet. */
export class WrongSession extends Error {}

/**
 * A connection with the pinned settings, and with those in its own `options`.
 *
 * @param limits default {@link SERVICE_LIMITS}
 */
const pinned = <C extends pg.ClientConfig>(connection: C, limits: Limits = SERVICE_LIMITS): C => ({
  keepAlive: true,
  connectionTimeoutMillis: 10_000,
  ...(limits === OWNER_LIMITS ? {} : { query_timeout: SILENT_MS }),
  ...connection,
  options: [connection.options, optionsOf({ ...PINNED, ...limits })].filter(Boolean).join(' '),
});

/** Closes the connection when a query got no answer in time (`query_timeout`). Its answer would hold up every later query. */
class ImpatientClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...of: unknown[]) => unknown;
    const closeIfSilent = (error: unknown): void => {
      if ((error as Error | null)?.message === 'Query read timeout') (this as unknown as WithStream).connection.stream.destroy();
    };
    this.query = ((...of: unknown[]): unknown => {
      const callback = of.at(-1);
      if (typeof callback === 'function')
        of[of.length - 1] = (error: unknown, result: unknown): void => {
          closeIfSilent(error);
          (callback as (error: unknown, result: unknown) => void)(error, result);
        };
      const result = query(...of);
      if (result instanceof Promise) result.catch(closeIfSilent);
      return result;
    }) as typeof this.query;
  }
}
interface WithStream {
  readonly connection: { readonly stream: { readonly destroy: () => void } };
}

/** Rejects with {@link WrongSession} unless the connection has the pinned settings. */
const assertPinned = async (client: pg.ClientBase): Promise<void> => {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_catalog.pg_settings WHERE name = ANY($1)',
    [Object.keys(PINNED)],
  );
  const wrong = Object.entries(PINNED).find(([name, value]) => rows.find((row) => row.name === name)?.setting !== value);
  if (wrong === undefined) return;
  const found = rows.find(({ name }) => name === wrong[0])?.setting;
  throw new WrongSession(`the database session has ${wrong[0]} = ${found ?? 'nothing'} and must have ${wrong[1]}`);
};

/** For a pool that another library opens: its `options`, and the check of each new connection. */
export const pinnedPool = <C extends pg.PoolConfig>(connection: C, limits?: Limits): C & pg.PoolConfig => ({
  ...pinned(connection, limits),
  Client: ImpatientClient,
  verify: (client: pg.PoolClient, done: (error?: Error) => void) => void assertPinned(client).then(() => done(), done),
});

/** A pool with the pinned settings. It survives the loss of an idle connection; a query on a broken one reports its error. */
export const openPool = (connection: pg.PoolConfig, limits?: Limits): pg.Pool => {
  const pool = new pg.Pool(pinnedPool(connection, limits));
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

/** One connection with the pinned settings. */
export const openClient = async (connection: pg.ClientConfig, limits?: Limits): Promise<pg.Client> => {
  const client = new ImpatientClient(pinned(connection, limits));
  client.on('error', () => undefined); // the next query reports it
  try {
    await client.connect();
    await assertPinned(client);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
};

/** Settings as options of the startup packet, where a space is escaped. */
const optionsOf = (settings: Readonly<Record<string, string | number>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${String(value).replaceAll(' ', '\\ ')}`)
    .join(' ');
