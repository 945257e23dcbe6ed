import { escapeIdentifier, escapeLiteral } from 'pg';
import { migrateAll } from './migrations.js';

/** The login of each service and the one group of rights that it is in (infra/postgres/README.md). */
const LOGINS = {
  minglu_login_casework: 'minglu_casework',
  minglu_login_publisher: 'minglu_publisher',
  minglu_login_procedure: 'minglu_procedure',
  minglu_login_query: 'minglu_query',
  minglu_login_audit: 'minglu_audit',
} as const;

/** Applies all migrations. Given a password, it also creates or updates the logins. */
export const migrateWithLogins = (databaseUrl: string, servicePassword?: string): Promise<readonly string[]> =>
  migrateAll(databaseUrl, async (owner) => {
    if (servicePassword === undefined) return;
    for (const [login, group] of Object.entries(LOGINS)) {
      const { rowCount } = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
      const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
      await owner.query(`${verb} ROLE ${escapeIdentifier(login)} LOGIN NOINHERIT PASSWORD ${escapeLiteral(servicePassword)}`);
      await owner.query(`GRANT ${escapeIdentifier(group)} TO ${escapeIdentifier(login)}`);
    }
  });

/** The URL of the database for the login of each service. */
export const loginUrls = (
  databaseUrl: string,
  servicePassword: string,
): Readonly<Record<'casework' | 'publisher' | 'procedure' | 'query' | 'audit', string>> => {
  const as = (login: keyof typeof LOGINS): string => {
    const url = new URL(databaseUrl);
    url.username = login;
    url.password = encodeURIComponent(servicePassword); // the setter leaves a percent sign as it is
    return url.href;
  };
  return {
    casework: as('minglu_login_casework'),
    publisher: as('minglu_login_publisher'),
    procedure: as('minglu_login_procedure'),
    query: as('minglu_login_query'),
    audit: as('minglu_login_audit'),
  };
};
