import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { keepCosigned, makeWitness, witnessOnce, type AskLog, type Witnessed } from '@minglu/audit/adapters';
import { Malformed, NotSigned } from '@minglu/audit';
import { WrongSetting } from '@minglu/casework';
import { asOwner } from '@minglu/system';
import type { AddCommand, Context } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

const unixNow = (): bigint => BigInt(Math.floor(Date.now() / 1_000));

export const addWitness: AddCommand = (program, context, exits) => {
  const witness = program
    .command('witness')
    .summary('透明日志的见证 / a witness of the transparency log')
    .description(
      '透明日志的见证：核对检查点前后一致，并签名 / A witness checks that each checkpoint begins with the one before, and cosigns it.',
    )
    .addHelpText('after', '退出码 exit code: 0 成功 success, 1 拒绝 refused, 2 用法有误 wrong usage');

  witness
    .command('init <folder>')
    .description('建立见证者的文件夹和密钥，输出其公钥 / Makes the folder and the key of a witness, and prints its vkey.')
    .requiredOption('--name <name>', '名称，如 witness.example/one / its name')
    .requiredOption('--log <file>', '日志的公钥，每行一个 vkey（GET /public-log/keys）/ the public keys of the log, one vkey a line')
    .action(
      exits(async (folder: string, { name, log }: { readonly name: string; readonly log: string }) => {
        const keys = read(resolve(context.cwd, log)).split('\n').filter(Boolean);
        const policy = `${keys.map((key) => `log ${key}`).join('\n')}\nquorum none\n`;
        context.stdout.write(`${named(() => makeWitness(resolve(context.cwd, folder), name, policy))}\n`);
        return 0;
      }),
    );

  witness
    .command('run <folder>')
    .description('取各树最新的检查点，核对并签名 / Takes the last checkpoint of each tree, checks it and cosigns it.')
    .requiredOption('--url <url>', '网关地址 / address of the gateway')
    .requiredOption('--token-file <file>', '见证者访问令牌的文件，每次重读 / a file with the access token of the witness, read each time')
    .option('--every <seconds>', '每隔若干秒一次，直到被停止 / again after so many seconds, until it is stopped', secondsOf)
    .addHelpText(
      'after',
      '退出码 exit code: 0 已签名或无变化 cosigned or unchanged, 1 拒绝 refused, 2 用法有误 wrong usage, 5 连不上 not reached',
    )
    .action(
      exits(
        async (
          folder: string,
          { url, tokenFile, every }: { readonly url: string; readonly tokenFile: string; readonly every?: number },
        ) => {
          for (;;) {
            const done = await witnessOnce(resolve(context.cwd, folder), asker(url, resolve(context.cwd, tokenFile)), unixNow);
            for (const one of done) report(context, one);
            if (done.some(({ outcome }) => outcome === 'refused')) return 1;
            if (every === undefined) return 0;
            await delay(1_000 * every);
          }
        },
      ),
    );

  witness
    .command('keep <note...>')
    .description(
      `保存见证者签名的检查点，此后与检查点一同给出
Keeps checkpoints that witnesses have cosigned. The log then serves them with the cosignatures.`,
    )
    .requiredOption('--keys <file>', '见证者的公钥，每行一个 vkey / the public keys of the witnesses, one vkey a line')
    .addHelpText(
      'after',
      `${DATABASE_HELP}\n退出码 exit code: 0 已保存 kept, 1 签名或检查点不符 a signature or the checkpoint does not hold, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async (notes: readonly string[], { keys }: { readonly keys: string }, command: Command) => {
        const vkeys = read(resolve(context.cwd, keys)).split('\n').filter(Boolean);
        const texts = notes.map((file) => read(resolve(context.cwd, file)));
        return withOwnerDatabase(context, command, (url) =>
          asOwner(url, async (owner) => {
            for (const text of texts) {
              try {
                context.stdout.write(`${await keepCosigned(owner, text, vkeys)} 个见证 / witnesses\n`);
              } catch (error) {
                if (!(error instanceof Malformed || error instanceof NotSigned)) throw error;
                context.stderr.write(`不符 / does not hold: ${error.message}\n`);
                return 1;
              }
            }
            return 0;
          }),
        );
      }),
    );
};

const report = ({ stdout, stderr }: Context, done: Witnessed): void => {
  if (done.outcome === 'refused') stderr.write(`拒绝 / refused: ${done.reason}\n证据 evidence: ${done.file}\n`);
  else if (done.outcome === 'empty') stdout.write(`尚无检查点 / no checkpoint yet  ${done.origin}\n`);
  else
    stdout.write(
      `${done.outcome === 'cosigned' ? '已签名 / cosigned' : '无变化 / unchanged'}  ${done.origin}  ${done.size}  ${done.file}\n`,
    );
};

const asker =
  (url: string, tokenFile: string): AskLog =>
  async (path) => {
    const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${read(tokenFile).trim()}` } });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.text();
  };

const read = (file: string): string => named(() => readFileSync(file, 'utf8'));
/** @throws WrongSetting with the reason */
const named = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw new WrongSetting((error as Error).message);
  }
};

const secondsOf = (text: string): number => {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('1, 2, 3, …');
  return Number(text);
};
