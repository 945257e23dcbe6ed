import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

/** Text of `migrations/<title>.sql`. It must never change: databases have recorded its checksum, comments and first line break included. */
const read = (title: string): string => `\n${readFileSync(new URL(`./migrations/${title}.sql`, import.meta.url), 'utf8')}`;

/** Lease and checkpoint of the publisher, and the rights on them. */
export const publisherMigrations: readonly Migration[] = [{ name: 'messaging/0001-publisher', sql: read('0001-publisher') }];

/**
 * The inbox of a consumer, in the schema of its service: watermarks, parked events, invalid records (`foreign_records`)
 * and offsets. They commit with the effects of the consumer.
 */
export const inboxMigrations = (schema: string, role: string): readonly Migration[] =>
  ['0002-inbox', '0003-authentic'].map((title) => ({
    name: `messaging/${title}-${schema}`,
    sql: read(title).replaceAll('${schema}', schema).replaceAll('${role}', role),
  }));
