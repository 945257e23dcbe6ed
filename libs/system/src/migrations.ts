import { eventStoreMigrations, migrate, type Migration } from '@minglu/event-store';
import { inboxMigration, publisherMigrations } from '@minglu/messaging';
import { procedureMigrations } from '@minglu/procedure/adapters';
import { projectionMigrations } from '@minglu/projections/adapters';
import { Pool } from 'pg';

/** The schemas of every service, in the order in which they build on each other. */
export const allMigrations: readonly Migration[] = [
  ...eventStoreMigrations,
  ...procedureMigrations,
  ...projectionMigrations,
  ...publisherMigrations,
  inboxMigration('query', 'minglu_query'),
];

/** Makes or updates all of them, as their owner; `then` does what else only the owner may. */
export const migrateAll = async (databaseUrl: string, then: (owner: Pool) => Promise<void> = async () => undefined): Promise<void> => {
  const owner = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    await migrate(owner, allMigrations);
    await then(owner);
  } finally {
    await owner.end();
  }
};
