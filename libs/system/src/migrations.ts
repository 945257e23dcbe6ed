import { eventStoreMigrations, migrate, type Migration } from '@minglu/event-store';
import { inboxMigration, publisherMigrations } from '@minglu/messaging';
import { procedureMigrations } from '@minglu/procedure/adapters';
import { projectionMigrations } from '@minglu/projections/adapters';
import { Pool } from 'pg';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';

/**
 * Before this migration the read model in one process had a checkpoint and no inbox.
 * It fills the inbox from the checkpoint, so that no reader takes those events a second time.
 */
const inboxOfCheckpoint: Migration = {
  name: 'system/0001-one-inbox',
  sql: /* sql */ `
INSERT INTO query.watermarks (consumer, stream_id, version)
SELECT '${READ_MODEL}', stream_id, max(stream_version) FROM events
WHERE position <= (SELECT position FROM query.checkpoints WHERE name = '${EMBEDDED_READ_MODEL}') GROUP BY stream_id
ON CONFLICT (consumer, stream_id) DO UPDATE SET version = EXCLUDED.version
WHERE query.watermarks.version < EXCLUDED.version AND NOT query.watermarks.parked;
`,
};

/** The migrations of all services, in the order in which they depend on each other. */
export const allMigrations: readonly Migration[] = [
  ...eventStoreMigrations,
  ...procedureMigrations,
  ...projectionMigrations,
  ...publisherMigrations,
  inboxMigration('query', 'minglu_query'),
  inboxOfCheckpoint,
];

/**
 * Applies all migrations, as the owner of the schemas.
 *
 * @param then further work that needs the rights of the owner
 */
export const migrateAll = async (databaseUrl: string, then: (owner: Pool) => Promise<void> = async () => undefined): Promise<void> => {
  const owner = new Pool({ connectionString: databaseUrl, max: 1 });
  // `end` resolves before the socket is closed: an embedded server that is stopped next still ends the idle connection.
  owner.on('error', () => undefined);
  try {
    await migrate(owner, allMigrations);
    await then(owner);
  } finally {
    await owner.end();
  }
};
