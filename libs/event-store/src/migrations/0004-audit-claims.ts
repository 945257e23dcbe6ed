import type { Migration } from '../migrate.js';

/** Whoever reads histories finds the stream of a title, a notice or a proceeding by what it claims. */
export const auditClaims: Migration = {
  name: 'event-store/0004-audit-claims',
  sql: 'GRANT SELECT ON claims TO minglu_audit;',
};
