import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

/** The schema of the transparency log. The file must never change: databases have recorded its checksum. */
export const auditMigrations: readonly Migration[] = [
  {
    name: 'audit/0001-transparency-log',
    sql: `\n${readFileSync(new URL('./migrations/0001-transparency-log.sql', import.meta.url), 'utf8')}`,
  },
];
