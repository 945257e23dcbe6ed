import type { Command } from 'commander';
import { keyFrom, renewVaultKey, WrongSetting, type Keys } from '@minglu/casework';
import { asOwner, keyStates, PREVIOUS_VAULT_KEY, repeatErasures, rewrapVault } from '@minglu/system';
import { dataFolder, JSON_OPTION, keysOf, type AddCommand, type Context } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

const STATES = {
  same: '相符 / is the key of the data',
  other: '不符 / is not the key of the data',
  new: '尚无记录 / has no proof yet',
  swapped: '新旧密钥互换 / is older than the previous key',
} as const;

/** The keys of separate services from their variables, otherwise those of the data folder. */
const vaultKeysOf = (context: Context): Pick<Keys, 'vault' | 'vaultPrevious' | 'requests'> => {
  const read = (name: string): Uint8Array | undefined => {
    const text = context.env[name];
    return text ? keyFrom(text, name) : undefined;
  };
  const [vault, vaultPrevious, requests] = [read('MINGLU_VAULT_KEY'), read(PREVIOUS_VAULT_KEY), read('MINGLU_REQUEST_KEY')];
  if (!vault) return keysOf(context, false);
  if (!requests) throw new WrongSetting('MINGLU_VAULT_KEY is set, and MINGLU_REQUEST_KEY is not');
  return vaultPrevious ? { vault, vaultPrevious, requests } : { vault, requests };
};

export const addKeys: AddCommand = (program, context, exits) => {
  const keys = program
    .command('keys')
    .summary('密钥 / the keys')
    .description('数据所用的密钥 / The keys that the data need.')
    .usage('check | renew | rewrap [options]');
  keys.addHelpText('after', '\n退出码 exit code: 0 成功 success, 1 有不符的 a key differs, 2 用法有误 wrong usage');
  keys
    .command('check')
    .summary('密钥是否属于这些数据 / whether the keys belong to the data')
    .description(
      `把手上的密钥与数据库里的凭据相比；恢复备份后又出现的、已依事件删除的个人密钥，再次销毁
Compares the keys with their proofs in the database. Keys of erased persons that came back with a restore are destroyed again.`,
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}
密钥来自 MINGLU_VAULT_KEY（及 MINGLU_VAULT_KEY_PREVIOUS）和 MINGLU_REQUEST_KEY，或 MINGLU_MASTER_KEY，或数据文件夹
the keys are those of MINGLU_VAULT_KEY and MINGLU_REQUEST_KEY, of MINGLU_MASTER_KEY or of the data folder
退出码 exit code: 0 均相符 all belong to the data, 1 有不符的 a key differs or has no proof, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async ({ json }: { readonly json?: boolean }, command: Command) => {
        const given = vaultKeysOf(context);
        const { states, erased } = await withOwnerDatabase(context, command, async (url) => ({
          states: await keyStates(url, given),
          erased: await asOwner(url, repeatErasures),
        }));
        if (json) context.stdout.write(`${JSON.stringify({ keys: states, erasedAgain: erased })}\n`);
        else {
          for (const { purpose, givenId, state } of states) context.stdout.write(`${purpose}  ${givenId}  ${STATES[state]}\n`);
          if (erased > 0) context.stdout.write(`再次销毁的个人密钥 keys of erased persons, destroyed again: ${erased}\n`);
        }
        return states.every(({ state }) => state === 'same') ? 0 : 1;
      }),
    );
  keys
    .command('renew')
    .summary('更换保险库密钥：第一步 / a new key of the vault: the first step')
    .description(
      `在数据文件夹里生成新的保险库密钥，原密钥留作 vault.previous.key。重新启动后两把都在用，再运行 keys rewrap
Makes a new key of the vault in the data folder; the old one stays as vault.previous.key. Start again, so that both are in use, then run keys rewrap.`,
    )
    .addHelpText('after', '\n退出码 exit code: 0 已生成 made, 2 不能在此更换 cannot be renewed here')
    .action(
      exits(async () => {
        const { current, previous } = renewVaultKey(dataFolder(context));
        context.stdout.write(`新密钥 new key: ${current}\n原密钥 previous key: ${previous}\n`);
        return 0;
      }),
    );
  keys
    .command('rewrap')
    .summary('更换保险库密钥：第二步 / a new key of the vault: the second step')
    .description(
      `用新密钥逐条重新包裹各人的密钥；内容不变。中途停下可以再次运行；结束后原密钥不再需要
Wraps the keys of all persons with the new key, row by row; contents stay. It may be stopped and run again. After its end the previous key is needed no more.`,
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}
密钥来自数据文件夹，或 MINGLU_VAULT_KEY、MINGLU_VAULT_KEY_PREVIOUS / the keys are those of the data folder, or of these variables
退出码 exit code: 0 全部完成 all rows are done, 1 仍有剩余 rows are left, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async ({ json }: { readonly json?: boolean }, command: Command) => {
        const given = vaultKeysOf(context);
        const progress = (done: number, of: number): void => {
          if (!json && context.stderr.isTTY) context.stderr.write(`\r${done} / ${of}`);
        };
        const result = await withOwnerDatabase(context, command, (url) => rewrapVault(url, given, progress));
        context.stdout.write(
          json
            ? `${JSON.stringify(result)}\n`
            : `已重新包裹 rewrapped ${result.rows}，剩余 left ${result.left}${result.left === 0 ? '；原密钥不再需要 / the previous key is needed no more' : ''}\n`,
        );
        if (!json && result.damaged.length > 0) context.stdout.write(`损坏 damaged: ${result.damaged.join(', ')}\n`);
        return result.left === 0 ? 0 : 1;
      }),
    );
};
