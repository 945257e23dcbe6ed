import {
  appendProbe,
  isTransient,
  OWNER_LIMITS,
  openPool,
  pinnedPool,
  postgresStore,
  retry,
  statementProbe,
  type Durability,
  type EventStore,
} from '@minglu/event-store';
import { readModelEntities } from '@minglu/projections/adapters';
import type { Pool, PoolConfig } from 'pg';
import { DataSource } from 'typeorm';
import type { ServiceContext } from './run-service.js';

/** The database role with the rights of each service (infra/postgres, migration 0003). */
export type DatabaseRole =
  'minglu_casework' | 'minglu_publisher' | 'minglu_procedure' | 'minglu_query' | 'minglu_audit' | 'minglu_gateway' | 'minglu_materials';

/** Connection settings with the rights of one service, even if the login has more rights. */
const connectionAs = (databaseUrl: string, role: DatabaseRole) => ({
  connectionString: databaseUrl,
  options: `-c role=${role}`,
});

/** Work on the database as the owner of the schemas, on connections of its own. `databaseUrl`: with the owner's login. */
export const asOwner = async <T>(databaseUrl: string, work: (owner: Pool) => Promise<T>, max = 1): Promise<T> => {
  const owner = openPool({ connectionString: databaseUrl, max }, OWNER_LIMITS);
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
};

/** A pool with the rights of one service. A connection that breaks while it is idle is reported. */
export const poolAs = (
  databaseUrl: string,
  role: DatabaseRole,
  max: number,
  onError: ServiceContext['onError'],
  patience: Pick<PoolConfig, 'connectionTimeoutMillis' | 'query_timeout'> = {},
): Pool => {
  const pool = openPool({ ...connectionAs(databaseUrl, role), max, ...patience });
  pool.on('error', (error) => {
    // A pool that is being closed may still have connections; their errors are irrelevant.
    if (!pool.ending) onError(error, 'an idle database connection');
  });
  return pool;
};

/** A pool with the rights of one service for work that takes long: a comparison of whole tables. */
export const checkPoolAs = (databaseUrl: string, role: DatabaseRole): Pool =>
  openPool({ ...connectionAs(databaseUrl, role), max: 1, idleTimeoutMillis: 1_000 }, OWNER_LIMITS);

/**
 * The event store with the rights of one service. Each fault of the log is an error that names its position.
 *
 * @param onWentBack called when the log has lost an event that this process has seen; a process that decides from memory must then end
 */
export const logAs = (
  databaseUrl: string,
  role: DatabaseRole,
  readers: number,
  onError: ServiceContext['onError'],
  onWentBack: (why: string) => void = () => undefined,
): EventStore =>
  postgresStore({
    connection: connectionAs(databaseUrl, role),
    readers,
    onFault: ({ kind, reason }) => {
      onError(new Error(reason), 'the event log');
      if (kind === 'went-back') onWentBack(reason);
    },
  });

/** A query of one request is over, and its connection closed, when it gets no answer in so many milliseconds. */
const QUERY_MS = 1_500;
/** A start waits so many milliseconds for a slow database. */
const START_MS = 60_000;

/** The tables of the read model, with the rights of the query service. */
export const readModelSource = (databaseUrl: string, max: number): Promise<DataSource> => {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: readModelEntities,
    extra: pinnedPool({
      ...connectionAs(databaseUrl, 'minglu_query'),
      max,
      connectionTimeoutMillis: QUERY_MS,
      query_timeout: QUERY_MS,
    }),
  });
  return retry(() => source.initialize(), { patienceMs: START_MS, isRetryable: isTransient });
};

/** Appends an event to the log with the rights of the casework service, and rolls it back. */
export const probeAppend = (databaseUrl: string): Promise<Durability> => appendProbe(connectionAs(databaseUrl, 'minglu_casework'));

/** Runs a statement with the rights of a service, and rolls it back. */
export const probe = (databaseUrl: string, role: DatabaseRole, sql: string): Promise<Durability> =>
  statementProbe(connectionAs(databaseUrl, role), sql);

/**
 * Health probe that is down while the log has a fault (`LogFault`).
 * `/health` is open to everyone, so it shows kinds; the error log and `/log` have the positions.
 */
export const logProbe = (log: Pick<EventStore, 'faults'>) => ({
  name: 'log',
  check: async () => {
    const faults = await log.faults();
    return { up: faults.length === 0, details: faults.length === 0 ? {} : { faults: faults.length, kind: faults[0]!.kind } };
  },
});
