import type { Migration } from '@minglu/event-store';

/** The leaves of the transparency log name the digests and lengths of files, as the store knows them. */
export const attachmentsMigration: Migration = {
  name: 'system/0009-attachments',
  sql: /* sql */ `
GRANT USAGE ON SCHEMA materials TO minglu_audit;
GRANT SELECT (sha256, sm3, size) ON materials.stored TO minglu_audit;
`,
};
