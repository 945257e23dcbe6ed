import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

/** The schema of the transparency log. The files must never change: databases have recorded their checksums. */
export const auditMigrations: readonly Migration[] = ['0001-transparency-log', '0002-attachments', '0003-sealed-files'].map((title) => ({
  name: `audit/${title}`,
  sql: `\n${readFileSync(new URL(`./migrations/${title}.sql`, import.meta.url), 'utf8')}`,
}));
