import { migrateWithLogins } from '@minglu/system';
import { findDatabase, NO_DATABASE } from '../database.js';
import type { Output } from '@minglu/scenario';

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
