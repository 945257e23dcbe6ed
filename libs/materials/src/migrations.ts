import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

/** The schema of materials. The files must never change: databases have recorded their checksums. */
export const materialMigrations: readonly Migration[] = ['0001-materials', '0002-withdrawn'].map((name) => ({
  name: `materials/${name}`,
  sql: `\n${readFileSync(new URL(`./migrations/${name}.sql`, import.meta.url), 'utf8')}`,
}));
