import { createHmac, randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { WrongSetting } from '@minglu/casework';
import { SERVICE_LIMITS } from '@minglu/event-store';
import { handToOwner } from './catalog/check.js';
import { migrateAll } from './migrations.js';
import type { DatabaseService } from './service/variables.js';

/** The services with a login `minglu_login_<service>`. Each is in one group of rights, `minglu_<service>` (infra/postgres/README.md). */
const DATABASE_SERVICES = [
  'casework',
  'publisher',
  'procedure',
  'query',
  'audit',
  'materials',
  'gateway',
] as const satisfies readonly DatabaseService[];
type LoginPasswords = Readonly<Record<DatabaseService, string>>;

const loginOf = (service: DatabaseService): string => `minglu_login_${service}`;

const perService = (make: (service: DatabaseService) => string): LoginPasswords =>
  Object.fromEntries(DATABASE_SERVICES.map((service) => [service, make(service)])) as LoginPasswords;

/**
 * A password for each login, derived from that of the owner of the schemas. Logins belong to the whole server: all fleets on it agree on
 * them without a file. No service can compute that of another. An owner without a password gives random ones.
 */
export const loginPasswords = (ownerUrl: string): LoginPasswords => {
  const secret = new URL(ownerUrl).password || randomBytes(32);
  return perService((service) => createHmac('sha256', secret).update(`minglu login ${service}`).digest('base64url'));
};

/** The variable with the password of a login, for `cli migrate` and docker-compose.yml. */
const passwordVariable = (service: DatabaseService): string => `MINGLU_${service.toUpperCase()}_PASSWORD`;

/**
 * The passwords in the environment; undefined if none is set.
 * @throws WrongSetting if only some are set
 */
export const givenPasswords = (env: Readonly<Record<string, string | undefined>>): LoginPasswords | undefined => {
  if (!DATABASE_SERVICES.some((service) => env[passwordVariable(service)])) return undefined;
  return perService((service) => {
    const password = env[passwordVariable(service)];
    if (!password) throw new WrongSetting(`${passwordVariable(service)} is not set, while other logins have a password`);
    return password;
  });
};

/** A gateway has one connection. */
const CONNECTIONS_OF_GATEWAYS = 10;
/** No login can take the connections of the others. */
const SHARE_OF_CONNECTIONS = `SELECT (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
  - ${CONNECTIONS_OF_GATEWAYS}) / ${DATABASE_SERVICES.length - 1} AS share`;

/** Applies all migrations, and resolves to the faults that were mended. Given passwords, it also creates or updates the logins. */
export const migrateWithLogins = (databaseUrl: string, passwords?: LoginPasswords): Promise<readonly string[]> =>
  migrateAll(databaseUrl, async (owner) => {
    if (passwords === undefined) return;
    const { rows } = await owner.query<{ share: number }>(SHARE_OF_CONNECTIONS);
    for (const service of DATABASE_SERVICES) {
      const login = loginOf(service);
      const { rowCount } = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
      const connections = service === 'gateway' ? CONNECTIONS_OF_GATEWAYS : rows[0]!.share;
      const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
      await owner.query(
        `${verb} ROLE ${escapeIdentifier(login)} LOGIN NOINHERIT CONNECTION LIMIT ${connections} PASSWORD ${escapeLiteral(passwords[service])}`,
      );
      // Our connections name these limits themselves. The settings of the login are for other clients.
      for (const [name, limit] of Object.entries(SERVICE_LIMITS))
        await owner.query(`ALTER ROLE ${escapeIdentifier(login)} SET ${name} = ${limit}`);
      await owner.query(`GRANT ${escapeIdentifier(`minglu_${service}`)} TO ${escapeIdentifier(login)}`);
    }
    await handToOwner(owner, DATABASE_SERVICES.map(loginOf));
  });

/** A new password for each login, by its variable. */
export const newPasswords = (): Readonly<Record<string, string>> =>
  Object.fromEntries(DATABASE_SERVICES.map((service) => [passwordVariable(service), randomBytes(24).toString('base64url')]));

/** The URL of the database for the login of each service. */
export const loginUrls = (databaseUrl: string, passwords: LoginPasswords): Readonly<Record<DatabaseService, string>> =>
  perService((service) => {
    const url = new URL(databaseUrl);
    url.username = loginOf(service);
    url.password = encodeURIComponent(passwords[service]); // the setter leaves a percent sign as it is
    return url.href;
  });
