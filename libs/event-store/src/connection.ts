import pg from 'pg';

/**
 * Settings that change the bytes read or written. A server, a database and a role can have their own values for each, so every
 * connection names its own. The texts are those that the server shows.
 */
const PINNED = {
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  search_path: 'public, pg_temp',
  // A query that a row policy would shorten fails instead.
  row_security: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  synchronous_commit: 'on',
  idle_session_timeout: '0',
} as const;

/** Settings that only a superuser can change: they are checked. node-pg itself asks for UTF8. */
const CHECKED = {
  client_encoding: 'UTF8',
  session_replication_role: 'origin',
  zero_damaged_pages: 'off',
  ignore_checksum_failure: 'off',
  ignore_system_indexes: 'off',
} as const;

/** Time limits of a session. No service holds a lock, such as that of the append, or a connection for longer. */
const LIMITS = {
  service: { statement_timeout: '30s', lock_timeout: '3s', idle_in_transaction_session_timeout: '15s' },
  /** The owner migrates and rebuilds: one statement may take hours. */
  owner: { statement_timeout: '0', lock_timeout: '5min', idle_in_transaction_session_timeout: '5min' },
} as const;

/** The limits of a service, for the logins of the services too. */
export const SERVICE_LIMITS: Readonly<Record<string, string>> = LIMITS.service;

interface Session {
  /** Takes the rights of this role, even if the login has more. */
  readonly role?: string | undefined;
  readonly limits?: keyof typeof LIMITS;
  /** Settings of the planner. They change no result. */
  readonly planner?: Readonly<Record<string, string>>;
}

/** A session does not have the settings that it asked for: something between it and the server drops or changes them. */
export class UnpinnedSession extends Error {}

const settingsOf = ({ role, limits = 'service', planner = {} }: Session): Readonly<Record<string, string>> => ({
  ...PINNED,
  ...LIMITS[limits],
  ...planner,
  ...(role === undefined ? {} : { role }),
});

/** `-c name=value …`. It has precedence over `ALTER DATABASE … SET` and `ALTER ROLE … SET`. */
const startupOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
    .join(' ');

/** @throws UnpinnedSession if a pooler has dropped the settings of the connection, or the server has replaced one */
const assertSettings = async (client: pg.ClientBase, wanted: Readonly<Record<string, string>>): Promise<void> => {
  const names = Object.keys(wanted);
  const { rows } = await client.query<{ values: readonly string[] }>({
    text: `SELECT array_agg(current_setting(name) ORDER BY i) AS values FROM unnest($1::text[]) WITH ORDINALITY AS wanted(name, i)`,
    values: [names],
  });
  const wrong = names.flatMap((name, i) =>
    rows[0]!.values[i] === wanted[name] ? [] : [`${name} is ${rows[0]!.values[i]}, not ${wanted[name]}`],
  );
  if (wrong.length > 0)
    throw new UnpinnedSession(`the database does not give the session its settings (does a pooler drop them?): ${wrong.join('; ')}`);
};

type PinnedConfig = Omit<pg.PoolConfig, 'onConnect'> & {
  readonly onConnect: (client: pg.ClientBase) => Promise<void>;
};

/** The options of node-pg for connections with pinned settings. `onConnect` checks each connection before its first use. */
export const pinned = (config: pg.PoolConfig, session: Session): PinnedConfig => {
  const settings = settingsOf(session);
  return {
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...config,
    options: startupOptions(settings),
    onConnect: (client) => assertSettings(client, { ...CHECKED, ...settings }),
  };
};

/**
 * A pool of connections with pinned settings. It survives broken connections: one that breaks while it is idle is reported to `onError`;
 * one that breaks between two queries fails at the next.
 */
export const openPool = (config: pg.PoolConfig, session: Session, onError: (error: Error) => void = () => undefined): pg.Pool => {
  const pool = new pg.Pool(pinned(config, session));
  pool.on('error', (error) => {
    // A pool that is being closed may still have connections; their errors are irrelevant.
    if (!pool.ending) onError(error);
  });
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

/** One connection with pinned settings. `onLost` is called when it ends. */
export const openClient = async (config: pg.ClientConfig, session: Session, onLost: () => void = () => undefined): Promise<pg.Client> => {
  const { onConnect, ...options } = pinned(config, session);
  const client = new pg.Client(options);
  client.on('error', onLost).on('end', onLost);
  await client.connect();
  try {
    await onConnect(client);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
};
