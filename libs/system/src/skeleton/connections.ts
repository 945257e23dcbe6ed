import { postgresStore, type EventStore } from '@minglu/event-store';
import { readModelEntities } from '@minglu/projections/adapters';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { ServiceContext } from './running.js';

/** The group of database rights of each service (infra/postgres, migration 0003). */
export type DatabaseRole = 'minglu_casework' | 'minglu_publisher' | 'minglu_procedure' | 'minglu_query' | 'minglu_audit';

/** A connection that has a service's rights and no more, also where its login could do more. */
export const connectionAs = (databaseUrl: string, role: DatabaseRole) => ({
  connectionString: databaseUrl,
  options: `-c role=${role} -c TimeZone=UTC`,
});

/**
 * A connection that breaks must not end the process. Idle, the pool tells of it; in somebody's hands between two queries
 * nobody would listen, and its next query says so anyway.
 */
export const poolAs = (databaseUrl: string, role: DatabaseRole, max: number, onError: ServiceContext['onError']): Pool => {
  const pool = new Pool({ ...connectionAs(databaseUrl, role), max });
  pool.on('error', (error) => {
    // Of a pool that is being closed a connection may still be on its way out: that it is cut there is nobody's trouble.
    if (!pool.ending) onError(error, 'an idle database connection');
  });
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};

export const logAs = (databaseUrl: string, role: DatabaseRole, readers: number): EventStore =>
  postgresStore({ connection: connectionAs(databaseUrl, role), readers });

/** The read model’s tables, with the rights of the query service. */
export const readModelSource = (databaseUrl: string, max: number): Promise<DataSource> =>
  new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: readModelEntities,
    extra: { options: connectionAs(databaseUrl, 'minglu_query').options, max },
  }).initialize();

/** True when the database answers. */
export const databaseProbe = (answers: () => Promise<unknown>) => ({
  name: 'database',
  check: async () => {
    await answers();
    return { up: true, details: {} };
  },
});
