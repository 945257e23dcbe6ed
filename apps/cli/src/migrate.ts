import type { Command } from 'commander';
import { DamagedSchema, givenPasswords, migrateWithLogins } from '@minglu/system';
import type { AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

export const addMigrate: AddCommand = (program, context, exits) => {
  program
    .command('migrate')
    .summary('数据库结构 / the schemas of all services')
    .description('建立或更新各服务的数据库结构，在服务启动之前 / Makes or updates the schemas of all services, before they start.')
    .addHelpText(
      'after',
      `${DATABASE_HELP}
MINGLU_CASEWORK_PASSWORD 等 etc.   设定后，为各服务建立登录角色（minglu_login_…），各有密码 / if set, each service gets a login with its password
退出码 exit code: 0 成功 success, 1 结构不符，须人工处理 the schema is damaged and needs an operator, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async (_: unknown, command: Command) => {
        const passwords = givenPasswords(context.env);
        try {
          const mended = await withOwnerDatabase(context, command, (url) => migrateWithLogins(url, passwords));
          for (const fault of mended) context.stdout.write(`已修复 mended  ${fault}\n`);
          context.stdout.write('数据库结构为最新 / the schemas are up to date\n');
          return 0;
        } catch (error) {
          if (!(error instanceof DamagedSchema)) throw error;
          for (const fault of error.faults) context.stderr.write(`与应有的不符 fault  ${fault}\n`);
          return 1;
        }
      }),
    );
};
