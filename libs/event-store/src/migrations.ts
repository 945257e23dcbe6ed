import type { Migration } from './migrate.js';
import { append } from './migrations/0002-append.js';
import { immutable } from './migrations/0003-immutable.js';
import { auditClaims } from './migrations/0004-audit-claims.js';
import { log } from './migrations/0001-log.js';
import { publicEvents } from './migrations/0005-public.js';

/** The schema of the event log, for {@link migrate}. */
export const eventStoreMigrations: readonly Migration[] = [log, append, immutable, auditClaims, publicEvents];
