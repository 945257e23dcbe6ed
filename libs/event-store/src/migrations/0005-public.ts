import type { Migration } from '../migrate.js';

/** Public events are read by themselves: what a reader of them waits for does not tell how much else was recorded (decisions 16). */
export const publicEvents: Migration = {
  name: 'event-store/0005-public',
  sql: 'CREATE UNIQUE INDEX events_public ON events (position) WHERE public_version IS NOT NULL;',
};
