import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

// The line feed at the front is part of the checksums of applied migrations.
const sqlOf = (file: string): string => `\n${readFileSync(new URL(`./migrations/${file}.sql`, import.meta.url), 'utf8')}`;

/** The timer table is a projection of the events that carry deadlines. It can be dropped and rebuilt from the log. */
export const procedureMigrations: readonly Migration[] = [
  { name: 'procedure/0001-timers', sql: sqlOf('0001-timers') },
  { name: 'procedure/0002-places', sql: sqlOf('0002-places') },
  { name: 'procedure/0003-compared', sql: sqlOf('0003-compared') },
];

/** The consumer of the log that keeps the timers: its name, and the schema of its inbox. */
export const TIMERS = { name: 'timers', schema: 'procedure' } as const;
