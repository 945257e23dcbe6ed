import { migrateAll } from '@minglu/system';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { findDatabase, NO_DATABASE } from '../database.js';
import type { Output } from '../scenario/command.js';

/** The logins of the services, each in the group with its rights and in no other (infra/postgres/README.md). */
export const LOGINS = {
  minglu_login_casework: 'minglu_casework',
  minglu_login_publisher: 'minglu_publisher',
  minglu_login_procedure: 'minglu_procedure',
  minglu_login_query: 'minglu_query',
  minglu_login_audit: 'minglu_audit',
} as const;

const USAGE = `用法 usage: migrate

  建立或更新各服务的数据库结构 / makes or updates the schemas of all services
  DATABASE_URL            结构所有者；未设定则为数据文件夹（MINGLU_DATA）里的 / the owner of the schemas; without it the database of the data folder
  MINGLU_SERVICE_PASSWORD 设定后，为各服务建立登录角色（minglu_login_…）/ when set, the services get logins with it
  退出码 exit code: 0 成功 success, 2 用法有误 wrong usage
`;

/** `migrate`: once, by the owner, before the services start. */
export const migrateCommand = async (
  args: readonly string[],
  { root, stdout, stderr, env }: { root: string; stdout: Output; stderr: Output; env: Readonly<Record<string, string | undefined>> },
): Promise<0 | 2> => {
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    stdout.write(USAGE);
    return 0;
  }
  const database = args.length > 0 ? null : await findDatabase(root, env);
  if (!database) {
    stderr.write(`${args.length > 0 ? args.join(' ') : NO_DATABASE}\n\n${USAGE}`);
    return 2;
  }
  try {
    await migrateWithLogins(database.url, env['MINGLU_SERVICE_PASSWORD'] || undefined);
  } finally {
    await database.leave();
  }
  stdout.write('数据库结构为最新 / the schemas are up to date\n');
  return 0;
};

/** The schemas, and with a password the logins. */
export const migrateWithLogins = (databaseUrl: string, servicePassword?: string): Promise<void> =>
  migrateAll(databaseUrl, async (owner) => {
    if (servicePassword === undefined) return;
    for (const [login, group] of Object.entries(LOGINS)) {
      const { rowCount } = await owner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
      const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
      await owner.query(`${verb} ROLE ${escapeIdentifier(login)} LOGIN NOINHERIT PASSWORD ${escapeLiteral(servicePassword)}`);
      await owner.query(`GRANT ${escapeIdentifier(group)} TO ${escapeIdentifier(login)}`);
    }
  });

/** The address of the same database for the login of each service. */
export const loginUrls = (
  databaseUrl: string,
  servicePassword: string,
): Readonly<Record<'casework' | 'publisher' | 'procedure' | 'query' | 'audit', string>> => {
  const as = (login: keyof typeof LOGINS): string => {
    const url = new URL(databaseUrl);
    url.username = login;
    url.password = servicePassword;
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
