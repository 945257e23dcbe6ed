import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

/** The schema of materials. The file must never change: databases have recorded its checksum. */
export const materialMigrations: readonly Migration[] = [
  {
    name: 'materials/0001-materials',
    sql: `\n${readFileSync(new URL('./migrations/0001-materials.sql', import.meta.url), 'utf8')}`,
  },
];
