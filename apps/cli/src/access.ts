import type { Command } from 'commander';
import { brokenLine } from '@minglu/access';
import { asOwner } from '@minglu/system';
import { JSON_OPTION, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

export const addAccess: AddCommand = (program, context, exits) => {
  const access = program
    .command('access')
    .summary('查阅记录 / the read-access log')
    .description('谁查阅过什么的记录 / The record of who looked at what.')
    .usage('verify [options]');
  access.addHelpText('after', '\n退出码 exit code: 0 完整 whole, 1 有改动或缺失 changed or missing, 2 用法有误 wrong usage');
  access
    .command('verify')
    .summary('逐条核对哈希 / hash each line again')
    .description(
      `从第一条起逐条核对哈希链，指出第一处改动或缺失。末尾被截去的条目看不出来
Hashes each line again from the first, and names the first that was changed or is missing. Lines cut off at the end do not show.`,
    )
    .option(...JSON_OPTION)
    .addHelpText('after', `${DATABASE_HELP}\n退出码 exit code: 0 完整 whole, 1 有改动或缺失 changed or missing, 2 用法有误 wrong usage`)
    .action(
      exits(async ({ json }: { readonly json?: boolean }, command: Command) => {
        let lines = 0;
        const progress = (checked: number): void => {
          lines = checked;
          if (!json && context.stderr.isTTY) context.stderr.write(`\r已核对 checked ${checked}`);
        };
        const broken = await withOwnerDatabase(context, command, (url) => asOwner(url, (owner) => brokenLine(owner, progress)));
        if (json) context.stdout.write(`${JSON.stringify({ lines, broken })}\n`);
        else
          context.stdout.write(
            broken === null
              ? `${lines} 条均相符 / all ${lines} lines are as recorded\n`
              : `第 ${broken.position} 条：${broken.reason === 'a line is missing' ? '缺失' : '已被改动'} / at ${broken.position}: ${broken.reason}\n`,
          );
        return broken === null ? 0 : 1;
      }),
    );
};
