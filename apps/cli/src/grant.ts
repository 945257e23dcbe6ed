import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { wallClock } from '@minglu/casework';
import { MINISTRY } from '@minglu/regulation';
import { commandHandlerOf, logAs, proveKeys, SYSTEM } from '@minglu/system';
import { keysOf, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

interface Options {
  readonly person: string;
  readonly reason: string;
}

/** Grants the first security administrator, who grants all other roles over the API (decisions 46). */
export const addGrant: AddCommand = (program, context, exits) => {
  program
    .command('grant')
    .summary('授予首任安全管理员 / grant the first security administrator')
    .description(
      `授予一人安全管理员角色，留有记录；其他角色由其经接口授予
Grants the role security-admin to a person, on record. That person grants all other roles over the API.`,
    )
    .requiredOption('--person <person>', '人员标识，同其令牌 / the person, as in the tokens of that person')
    .requiredOption('--reason <text>', '理由 / the reason')
    .addHelpText(
      'after',
      `${DATABASE_HELP}
密钥来自 MINGLU_MASTER_KEY 或数据文件夹 / the key is that of MINGLU_MASTER_KEY or of the data folder
退出码 exit code: 0 已授予 granted, 1 被拒绝 refused, 2 用法或设置有误 wrong usage or setting`,
    )
    .action(
      exits(async ({ person, reason }: Options, command: Command) => {
        const keys = keysOf(context, false);
        const answer = await withOwnerDatabase(context, command, async (url) => {
          await proveKeys(url, keys);
          const log = logAs(url, 'minglu_casework', 1, (error) => context.stderr.write(`${String(error)}\n`));
          try {
            return await commandHandlerOf(log, keys).execute({
              commandId: `cli/grant/${randomUUID()}`,
              type: 'GrantRole',
              data: { person, role: 'security-admin', org: MINISTRY, reasons: reason },
              actor: SYSTEM,
              at: wallClock.now(),
            });
          } finally {
            await log.close();
          }
        });
        if (answer.outcome === 'refused') {
          const { code, message } = answer.refusal;
          context.stderr.write(`${code}: ${message.zh} / ${message.en}\n`);
          return 1;
        }
        context.stdout.write(`已授予 / granted: ${answer.created['grantId']}\n`);
        return 0;
      }),
    );
};
