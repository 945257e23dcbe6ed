import type { Command } from 'commander';
import { keyStates } from '@minglu/system';
import { keysOf, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

const STATES = {
  same: '相符 / is the key of the data',
  other: '不符 / is not the key of the data',
  new: '尚无记录 / has no proof yet',
} as const;

export const addKeys: AddCommand = (program, context, exits) => {
  const keys = program
    .command('keys')
    .summary('密钥 / the keys')
    .description('数据所用的密钥 / The keys that the data need.')
    .usage('check [options]');
  keys.addHelpText('after', '\n退出码 exit code: 0 成功 success, 1 有不符的 a key differs, 2 用法有误 wrong usage');
  keys
    .command('check')
    .summary('密钥是否属于这些数据 / whether the keys belong to the data')
    .description('把手上的密钥与数据库里的凭据相比，不作改动 / Compares the keys with their proofs in the database. Changes nothing.')
    .option('--json', '结果输出为一个 JSON 文档 / print one JSON document')
    .addHelpText(
      'after',
      `${DATABASE_HELP}
密钥来自 MINGLU_MASTER_KEY 或数据文件夹 / the key is that of MINGLU_MASTER_KEY or of the data folder
退出码 exit code: 0 均相符 all belong to the data, 1 有不符的 a key differs or has no proof, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async ({ json }: { readonly json?: boolean }, command: Command) => {
        const given = keysOf(context, false);
        const states = await withOwnerDatabase(context, command, (url) => keyStates(url, given));
        if (json) context.stdout.write(`${JSON.stringify({ keys: states })}\n`);
        else for (const { purpose, givenId, state } of states) context.stdout.write(`${purpose}  ${givenId}  ${STATES[state]}\n`);
        return states.every(({ state }) => state === 'same') ? 0 : 1;
      }),
    );
};
