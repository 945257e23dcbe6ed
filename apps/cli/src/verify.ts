import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { WrongSetting } from '@minglu/casework';
import { verifyWhole, verifiedFrom, verifiedText, type LogVerdict } from '@minglu/system';
import { JSON_OPTION, keysOf, type AddCommand } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';
import { progressLine } from './progress-line.js';

interface VerifyOptions {
  readonly json?: boolean;
  readonly resume?: string;
  readonly formerKeys?: string;
}

export const addVerify: AddCommand = (program, context, exits) => {
  program
    .command('verify')
    .summary('核对整个日志 / verify the whole log')
    .description(
      `由事件重新算出内容哈希、透明日志的各树、映射、检查点、占用和保险库，与所存者核对，指出第一个有误的位置
Recomputes content hashes, the trees, the map and the checkpoints of the transparency log, claims and vault from the events, and names the first bad position.`,
    )
    .option('--resume <file>', '进度文件：自上次之处续核 / a file for the progress: goes on where the last run has ended')
    .option('--former-keys <file>', '已更换的公钥，每行一个 vkey / public keys that were replaced, one vkey a line')
    .option(...JSON_OPTION)
    .addHelpText('after', `${DATABASE_HELP}\n退出码 exit code: 0 相符 sound, 1 有误 a fault was found, 2 用法有误 wrong usage`)
    .action(
      exits(async ({ json, resume, formerKeys }: VerifyOptions, command: Command) => {
        const file = resume === undefined ? null : resolve(context.cwd, resume);
        const from = file !== null && existsSync(file) ? verifiedFrom(readFileSync(file, 'utf8')) : undefined;
        const keys = keysOf(context, false);
        const progress = progressLine(context.stderr);
        const verdict = await withOwnerDatabase(context, command, (url) =>
          verifyWhole(url, keys, {
            ...(from ? { from } : {}),
            ...(formerKeys === undefined ? {} : { formerKeys: linesOf(resolve(context.cwd, formerKeys)) }),
            onProgress: (verified, size) => {
              progress.show(verified.position - (from?.position ?? 0), verified.position, size);
              if (file === null) return;
              writeFileSync(`${file}.draft`, verifiedText(verified), { flush: true });
              renameSync(`${file}.draft`, file);
            },
          }),
        );
        progress.end();
        context.stdout.write(json ? `${JSON.stringify(verdict)}\n` : textOf(verdict));
        return verdict.fault === null ? 0 : 1;
      }),
    );
};

const linesOf = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    throw new WrongSetting(`${file} cannot be read: ${(error as Error).message}`);
  }
};

const textOf = ({ events, waiting, seconds, areClaimsCompared, fault }: LogVerdict): string =>
  fault === null
    ? `相符：核对了 ${events} 个事件，用时 ${seconds.toFixed(1)} 秒${areClaimsCompared ? '' : '，未核对占用'}；${waiting} 个尚未入树\nsound: ${events} events verified in ${seconds.toFixed(1)} s${areClaimsCompared ? '' : ', without the claims'}; ${waiting} are in no tree yet\n`
    : `有误，第一处在位置 ${fault.position}：${fault.reason}\na fault, first at position ${fault.position}: ${fault.reason}\n`;
