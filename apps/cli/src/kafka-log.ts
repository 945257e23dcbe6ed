import { InvalidArgumentError, Option, type Command } from 'commander';
import type { KafkaAccess } from '@minglu/messaging';
import { eventsAheadOfLog, kafkaSettings, keyVariables, recordPublicKeys, refillTopics } from '@minglu/system';
import { keysOf, type Context, type Exits } from './context.js';
import { DATABASE_HELP, withOwnerDatabase } from './database.js';

interface RefillOptions {
  readonly from: number;
  readonly topic?: 'dossier' | 'reference' | 'public';
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const KAFKA_HELP = `KAFKA_BROKERS  broker 地址；未设定则为本机正在运行的 / addresses of the brokers; by default those running on this machine
KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD  这些 broker 的登录名和口令 / the login on those brokers
KAFKA_PREFIX   主题名前缀 / goes before the names of the topics
MINGLU_RECORD_PUBLIC_KEYS  发布器公钥；默认为本机的 / public keys of the publisher; by default that of this machine`;
const NOT_RUNNING = 3;

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

  action(
    'reconcile',
    '列出主题上有而日志没有的事件；不作改动 / lists events that the topics hold and the log does not have; changes nothing',
  )
    .addHelpText('after', `${DATABASE_HELP}\n${KAFKA_HELP}`)
    .action(
      exits(async ({ json }: { readonly json?: boolean }, command: Command) => {
        const kafka = env['KAFKA_BROKERS'] ? kafkaSettings(env).access : await localKafka();
        if (!kafka) {
          stderr.write('Kafka 没有在运行 / Kafka is not running\n');
          return NOT_RUNNING;
        }
        const keys = recordPublicKeys(env['MINGLU_RECORD_PUBLIC_KEYS'] ? env : keyVariables(keysOf(whole)));
        const events = await withOwnerDatabase(whole, command, (url) => eventsAheadOfLog(url, kafka, prefix, keys));
        const first = events.find(({ position }) => position !== null)?.position ?? null;
        const lines = events.map(
          ({ position, stream, version, type, id }) => `${position ?? '—'}  ${stream}  ${version ?? '—'}  ${type}  ${id}`,
        );
        const parting = first === null ? [] : [`分岔于位置 / they part after position ${first - 1}`];
        const text = events.length === 0 ? '主题与日志一致 / the log has every event of the topics' : [...lines, ...parting].join('\n');
        print(json, text, { events, partsAfter: first === null ? null : first - 1 });
        return events.length === 0 ? 0 : 1;
      }),
    );
};

const positionOf = (text: string): number => {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError('1, 2, 3, …');
  return Number(text);
};
