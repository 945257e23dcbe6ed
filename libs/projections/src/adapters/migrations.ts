import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

const FILES = [
  '0001-read-model',
  '0002-settings',
  '0003-rectifications-by-year',
  '0004-light-rows',
  '0005-withdrawn-proposals',
  '0006-reports',
  '0007-corrections',
  '0008-places',
  '0009-lists',
  '0010-statistics',
  '0011-authority',
  '0012-changes',
  '0013-figures',
  '0014-tag-totals',
  '0015-compared',
  '0016-hand-overs',
];

// The line feed at the front is part of the checksums of applied migrations.
const sqlOf = (file: string): string => `\n${readFileSync(new URL(`./migrations/${file}.sql`, import.meta.url), 'utf8')}`;

/** The schema of the read model. The query service owns it; it can be dropped and rebuilt from the log. */
export const projectionMigrations: readonly Migration[] = FILES.map((file) => ({ name: `projections/${file}`, sql: sqlOf(file) }));

/** The schema of the calendar feeds. The log does not have them. */
export const calendarMigrations: readonly Migration[] = [{ name: 'calendar/0001-feeds', sql: sqlOf('calendar-0001-feeds') }];
