import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

/** The schema of the read-access log. The file must never change: databases have recorded its checksum. */
export const accessMigrations: readonly Migration[] = [
  {
    name: 'access/0001-access-log',
    sql: `\n${readFileSync(new URL('./migrations/0001-access-log.sql', import.meta.url), 'utf8')}`,
  },
];
