import { readFileSync } from 'node:fs';
import type { Migration } from '@minglu/event-store';

/** Text of `migrations/<title>.sql`. It must never change: databases have recorded its checksum, comments and first line break included. */
const read = (title: string): string => `\n${readFileSync(new URL(`./migrations/${title}.sql`, import.meta.url), 'utf8')}`;

/**
 * Lease and checkpoint of the publisher, and the events that it has set aside. The ends of its topics as acknowledged, and the signed
 * watermarks. The request to reconcile the topics with the log, and the epoch records of earlier ones.
 * The checkpoints that were sent. The rights on all.
 */
export const publisherMigrations: readonly Migration[] = [
  '0001-publisher',
  '0003-set-aside',
  '0003-topics',
  '0005-watermarks',
  '0006-reconciliation',
  '0007-epoch-records',
  '0009-checkpoints',
].map((title) => ({
  name: `messaging/${title}`,
  sql: read(title),
}));

/**
 * The inbox of a consumer, in the schema of its service: watermarks, parked events, invalid records (`foreign_records`)
 * and offsets. They commit with the effects of the consumer.
 */
export const inboxMigration = (schema: string, role: string): Migration => ({
  name: `messaging/0002-inbox-${schema}`,
  sql: read('0002-inbox').replaceAll('${schema}', schema).replaceAll('${role}', role),
});

/** Adds the hashes of the events that were taken, and a mark on each record that an operator has seen. */
export const authenticInbox = (schema: string): Migration => ({
  name: `messaging/0004-authentic-${schema}`,
  sql: read('0004-authentic').replaceAll('${schema}', schema),
});

/** A role that compares the effects of the consumer with the log reads how far it has come. */
export const comparedInbox = (schema: string, role: string): Migration => ({
  name: `messaging/0008-compared-${schema}`,
  sql: `\nGRANT SELECT ON ${schema}.watermarks TO ${role};\n`,
});
