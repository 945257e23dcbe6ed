import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { WrongSetting } from '@minglu/casework';
import { kafkaClient, topicNames } from '@minglu/messaging';
import {
  kafkaSettings,
  keyVariables,
  materialSettings,
  openMaterialStore,
  progressFrom,
  progressText,
  recordPublicKeys,
  VERIFIED_PARTS,
  verifyWhole,
  type LogVerdict,
  type Sampling,
  type VerifiedPart,
} from '@minglu/system';
import { dataFolder, JSON_OPTION, keysOf, type AddCommand, type Context } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';
import { progressLine } from './progress-line.js';

interface VerifyOptions {
  readonly json?: boolean;
  readonly resume?: string;
  readonly formerKeys?: string;
  readonly part?: readonly VerifiedPart[];
  readonly materials: Sampling;
}

export const addVerify: AddCommand = (program, context, exits) => {
  program
    .command('verify')
    .summary('核对整个系统 / verify the whole system')
    .description(
      `由事件重新算出内容哈希、透明日志的各树、映射、检查点、占用和保险库，并与读模型、期限、数据库权限、材料和 Kafka 主题核对，指出每部分第一个有误的位置
Recomputes content hashes, the trees, the map and the checkpoints of the transparency log, claims and vault from the events. Compares the read
model, the timers, the rights in the database, the materials and the topics on Kafka with them. Names the first bad position of each part.
A running installation records each finding as an alarm.`,
    )
    .option(
      '--resume <file>',
      '进度文件：自上次之处续核，中断后也可 / a file for the progress: goes on where the last run has ended or was killed',
    )
    .option('--former-keys <file>', '已更换的公钥，每行一个 vkey / public keys that were replaced, one vkey a line')
    .addOption(new Option('--part <name...>', '只核对这些部分 / only these parts').choices([...VERIFIED_PARTS]))
    .addOption(
      new Option(
        '--materials <how>',
        '重新计算材料的摘要：全部、今日轮到者或不算 / digests of the files: of all, of those whose turn it is, of none',
      )
        .choices(['whole', 'sample', 'none'])
        .default('sample'),
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `${DATABASE_HELP}
KAFKA_BROKERS  与 KAFKA_SASL_*、KAFKA_PREFIX：核对这些主题 / with KAFKA_SASL_* and KAFKA_PREFIX: the topics to compare
MINGLU_MATERIALS_*  文件的位置；DATABASE_URL 未设定时默认在数据文件夹里 / where the files are; by default in the data folder, without DATABASE_URL
退出码 exit code: 0 相符 sound, 1 有误 a fault was found, 2 用法有误 wrong usage`,
    )
    .action(
      exits(async (options: VerifyOptions, command: Command) => {
        const { json, resume, formerKeys, part } = options;
        const file = resume === undefined ? null : resolve(context.cwd, resume);
        const from = file !== null && existsSync(file) ? progressFrom(readFileSync(file, 'utf8')) : undefined;
        const keys = keysOf(context, false);
        const line = progressLine(context.stderr);
        const { materials, close } = await materialsOf(context, options);
        try {
          const verdict = await withOwnerDatabase(context, command, (url) =>
            verifyWhole(url, keys, {
              ...(from ? { from } : {}),
              ...(part ? { parts: part } : {}),
              ...(formerKeys === undefined ? {} : { formerKeys: linesOf(resolve(context.cwd, formerKeys)) }),
              ...materials,
              ...topicsOf(context),
              onProgress: (part, done, all) => line.show(NAMES[part], done, all),
              keep: keeping(file),
            }),
          );
          line.end();
          context.stdout.write(json ? `${JSON.stringify(verdict)}\n` : textOf(verdict));
          return verdict.fault === null ? 0 : 1;
        } finally {
          close();
        }
      }),
    );
};

type Options = NonNullable<Parameters<typeof verifyWhole>[2]>;

/** The store of the materials: of the settings, or of the data folder with its database. */
const materialsOf = async (
  context: Context,
  { materials: sampling, part }: VerifyOptions,
): Promise<{ readonly materials: Pick<Options, 'materials'>; readonly close: () => void }> => {
  const { env } = context;
  const isKnown = !env['DATABASE_URL'] || Boolean(env['MINGLU_MATERIALS_FOLDER'] || env['MINGLU_MATERIALS_BUCKET']);
  if (!isKnown || part?.includes('materials') === false) return { materials: {}, close: () => undefined };
  const store = await openMaterialStore(materialSettings(env, join(dataFolder(context), 'materials')));
  return { materials: { materials: { store, sampling } }, close: () => store.close?.() };
};

const topicsOf = (context: Context): Pick<Options, 'topics'> => {
  const { env } = context;
  if (!env['KAFKA_BROKERS']) return {};
  const publicKeys = recordPublicKeys(env['MINGLU_RECORD_PUBLIC_KEYS'] ? env : keyVariables(keysOf(context, false)));
  return {
    topics: { kafka: kafkaClient(kafkaSettings(env).access, 'minglu-cli'), names: topicNames(env['KAFKA_PREFIX'] ?? ''), publicKeys },
  };
};

const KEPT_EACH_MS = 1_000;
/** Keeps the progress, at most once a second and at the end. A draft is renamed, so that a kill leaves the one before. */
const keeping = (file: string | null): NonNullable<Options['keep']> => {
  let kept = -Infinity;
  return (progress, isEnd) => {
    if (file === null || (!isEnd && performance.now() - kept < KEPT_EACH_MS)) return;
    kept = performance.now();
    writeFileSync(`${file}.draft`, progressText(progress()), { flush: true });
    renameSync(`${file}.draft`, file);
  };
};

const linesOf = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    throw new WrongSetting(`${file} cannot be read: ${(error as Error).message}`);
  }
};

const NAMES: Readonly<Record<VerifiedPart, string>> = {
  log: '日志 log',
  'read-model': '读模型 read model',
  timers: '期限 timers',
  permissions: '权限 permissions',
  materials: '材料 materials',
  topics: '主题 topics',
};

const textOf = ({ events, waiting, seconds, parts, skipped, fault }: LogVerdict): string =>
  [
    ...parts.map(({ part, checked, seconds: took, finding }) =>
      finding === null
        ? `相符 sound  ${NAMES[part]}  ${checked}  ${took.toFixed(1)} s`
        : `有误 a fault  ${NAMES[part]}  ${finding.kind}${finding.position === null ? '' : `  第一处在位置 first at position ${finding.position}`}: ${finding.reason}`,
    ),
    ...Object.entries(skipped).map(([part, why]) => `未核对 skipped  ${NAMES[part as VerifiedPart]}: ${why}`),
    fault === null
      ? `相符：核对了 ${events} 个事件，用时 ${seconds.toFixed(1)} 秒；${waiting} 个尚未入树\nsound: ${events} events verified in ${seconds.toFixed(1)} s; ${waiting} are in no tree yet`
      : `有误${fault.position === null ? '' : `，第一处在位置 ${fault.position}`}\na fault${fault.position === null ? '' : `, first at position ${fault.position}`}`,
    '',
  ].join('\n');
