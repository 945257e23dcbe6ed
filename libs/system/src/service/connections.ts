import { openPool, pinned, postgresStore, type EventStore } from '@minglu/event-store';
import { readModelEntities } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { ServiceContext } from './run-service.js';

/** The database role with the rights of each service (infra/postgres, migration 0003). */
export type DatabaseRole = 'minglu_casework' | 'minglu_publisher' | 'minglu_procedure' | 'minglu_query' | 'minglu_audit';

/** A pool with the rights of one service. */
export const poolAs = (databaseUrl: string, role: DatabaseRole, max: number, onError: ServiceContext['onError']): Pool =>
  openPool({ connectionString: databaseUrl, max }, { role }, (error) => onError(error, 'an idle database connection'));

/** The event store with the rights of one service. */
export const logAs = (databaseUrl: string, role: DatabaseRole, readers: number): EventStore =>
  postgresStore({ connection: { connectionString: databaseUrl }, role, readers });

/** The tables of the read model, with the rights of the query service. */
export const readModelSource = (databaseUrl: string, max: number): Promise<DataSource> =>
  new DataSource({
    type: 'postgres',
    entities: readModelEntities,
    // TypeORM opens a pool of node-pg with these.
    extra: pinned({ connectionString: databaseUrl, max }, { role: 'minglu_query' }),
  }).initialize();

/** Health probe that is up if a query of the database succeeds. */
export const databaseProbe = (query: () => Promise<unknown>) => ({
  name: 'database',
  check: async () => {
    await query();
    return { up: true, details: {} };
  },
});
