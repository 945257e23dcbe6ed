import { eventStoreMigrations, migrate, type Migration } from '@minglu/event-store';
import { inboxMigration, publisherMigrations } from '@minglu/messaging';
import { procedureMigrations } from '@minglu/procedure/adapters';
import { projectionMigrations } from '@minglu/projections/adapters';
import { Pool } from 'pg';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';

/**
 * Before it, the reader in one process had a checkpoint and no inbox. What it had taken is noted there, so that neither it nor the service over
 * Kafka takes it again.
 */
const oneInbox: Migration = {
  name: 'system/0001-one-inbox',
  sql: /* sql */ `
INSERT INTO query.watermarks (consumer, stream_id, version)
SELECT '${READ_MODEL}', stream_id, max(stream_version) FROM events
WHERE position <= (SELECT position FROM query.checkpoints WHERE name = '${EMBEDDED_READ_MODEL}') GROUP BY stream_id
ON CONFLICT (consumer, stream_id) DO UPDATE SET version = EXCLUDED.version
WHERE query.watermarks.version < EXCLUDED.version AND NOT query.watermarks.parked;
`,
};

/** The schemas of every service, in the order in which they build on each other. */
export const allMigrations: readonly Migration[] = [
  ...eventStoreMigrations,
  ...procedureMigrations,
  ...projectionMigrations,
  ...publisherMigrations,
  inboxMigration('query', 'minglu_query'),
  oneInbox,
];

/** Makes or updates all of them, as their owner; `then` does what else only the owner may. */
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
