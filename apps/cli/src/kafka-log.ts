import { InvalidArgumentError, Option, type Command } from 'commander';
import type { KafkaAccess } from '@minglu/messaging';
import {
  compareTopics,
  kafkaSettings,
  keyVariables,
  reconcileTopics,
  recordPublicKeys,
  refillTopics,
  type Reconciliation,
} from '@minglu/system';
import { keysOf, type Context, type Exits } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

interface RefillOptions {
  readonly from: number;
  readonly topic?: 'dossier' | 'reference' | 'public';
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface ReconcileOptions {
  readonly apply?: boolean;
  readonly reason: string;
  readonly wait: number;
  readonly json?: boolean;
}

const KAFKA_HELP = `KAFKA_BROKERS  broker 地址；未设定则为本机正在运行的 / addresses of the brokers; by default those running on this machine
KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD  这些 broker 的登录名和口令 / the login on those brokers
KAFKA_PREFIX   主题名前缀 / goes before the names of the topics
MINGLU_RECORD_PUBLIC_KEYS  发布器公钥；默认为本机的 / public keys of the publisher; by default that of this machine`;
const RECONCILE = `列出主题上有而日志没有的事件，即日志恢复旧备份后的情形；--apply 使主题随日志继续，不删除任何记录
Lists events that the topics hold and the log lacks, as after a restore from an older copy. With --apply the topics go on with the log;
no record is deleted.`;
const RECONCILE_HELP = `
--apply 由持有租约的发布器执行：每个受影响的键先发一条签名的纪元记录，再从分岔处发布日志；可中断，可重复
--apply is carried out by the publisher that holds the lease: a signed epoch record for each affected key, then the log from where
both part. It may be interrupted and repeated.
退出码 exit code: 0 一致或已完成 they agree, or it is done; 1 主题上有日志没有的事件 the topics hold events that the log lacks;
                  2 用法有误 wrong usage; 3 Kafka 没有在运行 Kafka is not running; 5 未能完成 could not be carried out, or not in time`;
const DIFFERS = 1;
const NOT_RUNNING = 3;
const NOT_CARRIED_OUT = 5;

/** The actions that compare the topics with the log: `refill` and `reconcile`. */
export const addLogActions = (
  action: (name: string, description: string) => Command,
  { env, stdout, stderr, ...context }: Context,
  exits: Exits,
  localKafka: () => Promise<KafkaAccess | undefined>,
): void => {
  const whole = { env, stdout, stderr, ...context };
  const prefix = env['KAFKA_PREFIX'] ?? '';
  const print = (json: boolean | undefined, text: string, data: unknown): void =>
    void stdout.write(json ? `${JSON.stringify(data)}\n` : `${text}\n`);

  action('refill', '从日志重发主题；由发布器执行 / asks the publisher to publish topics again from the log')
    .option('--from <position>', '从此位置起 / from this position on', positionOf, 1)
    .addOption(new Option('--topic <name>', '只此主题 / only this topic').choices(['dossier', 'reference', 'public']))
    .option('--dry-run', '只计数 / only counts')
    .addHelpText('after', `${DATABASE_HELP}\n${KAFKA_HELP}`)
    .action(
      exits(async ({ from, topic, dryRun = false, json }: RefillOptions, command: Command) => {
        const wanted = { after: from - 1, dryRun, ...(topic ? { only: topic } : {}) };
        const topics = await withOwnerDatabase(whole, command, (url) => refillTopics(url, prefix, wanted));
        const state = dryRun ? '未提交 not requested' : '已提交 requested';
        print(json, topics.map((one) => `${state}  ${one.topic}  ${one.records} records`).join('\n'), { requested: !dryRun, topics });
        return 0;
      }),
    );

  action('reconcile', RECONCILE)
    .option('--apply', '执行；默认只列出 / carries it out; by default it only lists')
    .option('--reason <text>', '新纪元的理由 / reason of the epoch that begins', 'the log was restored from an older copy')
    .option('--wait <seconds>', '等候发布器的秒数 / seconds to wait for the publisher', secondsOf, 60)
    .addHelpText('after', `${DATABASE_HELP}\n${KAFKA_HELP}\n${RECONCILE_HELP}`)
    .action(
      exits(async ({ apply = false, reason, wait, json }: ReconcileOptions, command: Command) => {
        const kafka = env['KAFKA_BROKERS'] ? kafkaSettings(env).access : await localKafka();
        if (!kafka) {
          stderr.write('Kafka 没有在运行 / Kafka is not running\n');
          return NOT_RUNNING;
        }
        const publicKeys = recordPublicKeys(env['MINGLU_RECORD_PUBLIC_KEYS'] ? env : keyVariables(keysOf(whole)));
        return withOwnerDatabase(whole, command, async (databaseUrl) => {
          const options = { databaseUrl, kafka, prefix, publicKeys };
          const found = await compareTopics(options);
          if (!json) stdout.write(textOf(found));
          if (!apply || found.forks.length === 0) {
            if (json) print(json, '', { ...reportOf(found), applied: false });
            return found.forks.length === 0 ? 0 : DIFFERS;
          }
          const { epoch, done } = await reconcileTopics(options, { reason, patienceMs: wait * 1_000 });
          const outcome = done
            ? `已完成，纪元 / done, under epoch ${epoch}`
            : `发布器 ${wait} 秒内未执行；请求保留，发布器启动后执行 / the publisher has not carried it out in ${wait} s; the request stays until it has`;
          print(json, outcome, { ...reportOf(found), epoch, applied: done });
          return done ? 0 : NOT_CARRIED_OUT;
        });
      }),
    );
};

const reportOf = ({ lost, partsAfter, epoch, forks, events }: Reconciliation) => ({
  events: lost,
  partsAfter,
  epoch,
  keys: forks,
  published: events,
});

const textOf = ({ lost, partsAfter, epoch, forks, events }: Reconciliation): string => {
  if (forks.length === 0) return '主题与日志一致 / the log has every event of the topics\n';
  return [
    ...lost.map(({ position, stream, version, type, id }) => `${position ?? '—'}  ${stream}  ${version ?? '—'}  ${type}  ${id}`),
    ...(partsAfter === null ? [] : [`分岔于位置 / they part after position ${partsAfter}`]),
    ...forks.map(({ topic, key, version }) => `退回 goes back  ${topic}  ${key}  至版本 to version ${version}`),
    `纪元 epoch ${epoch ?? '待开始 / begins with --apply'}；其后发布 / then published: ${events} events`,
    '',
  ].join('\n');
};

const positionOf = (text: string): number => {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError('1, 2, 3, …');
  return Number(text);
};

const secondsOf = (text: string): number => {
  if (!/^(?:0|[1-9][0-9]{0,4})$/.test(text)) throw new InvalidArgumentError('0, 1, 2, …');
  return Number(text);
};
