import { InvalidArgumentError, type Command } from 'commander';
import { beginEpoch, logState, type LogState } from '@minglu/system';
import { JSON_OPTION, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

export const addLog: AddCommand = (program, context, exits) => {
  const log = program
    .command('log')
    .summary('日志的身份与纪元 / identity and epochs of the log')
    .description('日志的身份、纪元和读者的位置 / The identity of the log, its epochs, and the places of its readers.')
    .addHelpText('after', '退出码 exit code: 0 成功 success, 1 有读者不在日志上 a reader is not on the log, 2 用法有误 wrong usage');

  log
    .command('show')
    .description('列出日志的身份、末尾、纪元和读者的位置 / Shows the id of the log, its end, its epochs and the places of its readers.')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}\n退出码 exit code: 0 读者都在日志上 all readers are on the log, 1 有读者不在 some are not, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async ({ json }: { readonly json?: boolean }, command: Command) => {
        const state = await withOwnerDatabase(context, command, logState);
        context.stdout.write(json ? `${JSON.stringify(state)}\n` : textOf(state));
        return state.readers.every(({ trouble }) => trouble === null) ? 0 : 1;
      }),
    );

  log
    .command('new-epoch')
    .description(
      `声明日志从某位置起为新的分支，例如在恢复备份之后
Declares that the log is another branch after a position, for example after a restore.`,
    )
    .requiredOption('--reason <text>', '理由 / the reason')
    .option(
      '--after <position>',
      '两个分支共有的末一位置；默认为日志末尾 / the last position that both branches share; by default the end of the log',
      positionOf,
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}\n退出码 exit code: 0 成功 success, 2 用法有误 wrong usage, 5 位置不在日志内 the position is beyond the log`,
    )
    .action(
      exits(
        async (
          { after, reason, json }: { readonly after?: number; readonly reason: string; readonly json?: boolean },
          command: Command,
        ) => {
          const begun = await withOwnerDatabase(context, command, (url) => beginEpoch(url, after ?? null, reason));
          context.stdout.write(json ? `${JSON.stringify(begun)}\n` : `纪元 epoch ${begun.epoch}，位置之后 after position ${begun.after}\n`);
          return 0;
        },
      ),
    );
};

const textOf = ({ logId, head, hash, epochs, readers }: LogState): string =>
  [
    `日志 log  ${logId}`,
    `末尾 end  ${head}  ${hash}`,
    ...epochs.map((one) => `纪元 epoch ${one.epoch}  位置之后 after ${one.after}  ${one.begunAt}  ${one.reason}  ${one.hash}`),
    ...readers.map(({ reader, position, trouble }) => `读者 reader  ${reader}  ${position}  ${trouble ?? '在日志上 on the log'}`),
    '',
  ].join('\n');

const positionOf = (text: string): number => {
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(text)) throw new InvalidArgumentError('0, 1, 2, …');
  return Number(text);
};
