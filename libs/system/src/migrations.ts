import { eventStoreMigrations, type Migration } from '@minglu/event-store';
import { inboxMigration, publisherMigrations } from '@minglu/messaging';
import { procedureMigrations } from '@minglu/procedure/adapters';
import { projectionMigrations } from '@minglu/projections/adapters';

/** The schemas of every service, in the order in which they build on each other. */
export const allMigrations: readonly Migration[] = [
  ...eventStoreMigrations,
  ...procedureMigrations,
  ...projectionMigrations,
  ...publisherMigrations,
  inboxMigration('query', 'minglu_query'),
];
