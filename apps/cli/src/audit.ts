import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { WrongSetting } from '@minglu/casework';
import { redeem, type PromiseVerdict } from '@minglu/system';
import { JSON_OPTION, keysOf, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

export const addAudit: AddCommand = (program, context, exits) => {
  const audit = program
    .command('audit')
    .summary('透明日志的核对 / checks of the transparency log')
    .description('透明日志的核对 / Checks of the transparency log.')
    .addHelpText('after', '退出码 exit code: 0 相符 holds, 1 不符 does not hold, 2 用法有误 wrong usage');
  audit
    .command('redeem <file>')
    .description(
      `核对命令答复中的承诺：所承诺的事件是否在日志和检查点中
Redeems the promise of an answer to a command: whether the promised event is in the log and in a checkpoint.`,
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `<file>  答复的 promise 字段的文本 / the text of the field promise of the answer${DATABASE_HELP}
退出码 exit code: 0 已兑现或尚在等待 kept or waiting, 1 未兑现或伪造 broken or forged, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async (file: string, { json }: { readonly json?: boolean }, command: Command) => {
        const note = textOf(resolve(context.cwd, file));
        const keys = keysOf(context, false);
        const verdict = await withOwnerDatabase(context, command, (url) => redeem(url, keys, note));
        context.stdout.write(
          json ? `${JSON.stringify(verdict)}\n` : `${LINES[verdict.outcome]}${verdict.position === null ? '' : `  ${verdict.position}`}\n`,
        );
        return verdict.outcome === 'kept' || verdict.outcome === 'waiting' ? 0 : 1;
      }),
    );
};

const LINES: Readonly<Record<PromiseVerdict['outcome'], string>> = {
  kept: '已兑现：事件在检查点中 / kept: the event is in a checkpoint',
  waiting: '等待：事件在日志中，尚未进入检查点 / waiting: the event is in the log, and in no checkpoint yet',
  broken: '未兑现：日志中没有所承诺的事件 / broken: the log has not the promised event',
  forged: '不是本系统就此日志作出的承诺 / forged: not a promise of this installation for this log',
};

/** The text, also if it is a JSON string. */
const textOf = (file: string): string => {
  try {
    const text = readFileSync(file, 'utf8');
    return text.startsWith('"') ? (JSON.parse(text) as string) : text;
  } catch (error) {
    throw new WrongSetting(`${file} cannot be read: ${(error as Error).message}`);
  }
};
