import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { faultText, type KafkaAccess } from '@minglu/messaging';
import { givenKafkaPasswords, kafkaSettings } from '@minglu/system';
import {
  BROKER,
  clusterOf,
  discardCluster,
  findProgram,
  kafkaVersion,
  leaveRunning,
  lockCluster,
  makeCluster,
  NoKafka,
  otherSize,
  setPasswords,
  sizeOf,
  type Cluster,
} from '@minglu/embedded/kafka';
import { dataFolder, JSON_OPTION, type AddCommand, type Context } from './context.js';
import { addLogActions } from './kafka-log.js';
import { checkTopics } from './topics.js';

const OPERATOR = 'minglu-operator';
const NOT_RUNNING = 3;
const NO_KAFKA = 4;

interface Json {
  readonly json?: boolean;
}

export const addKafka: AddCommand = (program, context, exits) => {
  const folder = join(dataFolder(context), 'kafka');
  const kafka = program
    .command('kafka')
    .summary('本机的 Kafka / a Kafka on this machine (npm run kafka -- ...)')
    .description('本机的 Kafka（KRaft，只监听本机），不用 Docker / A Kafka on this machine (KRaft, loopback only), without Docker.')
    .usage('start|stop|status|topics|refill|reconcile [options]')
    .addHelpText('after', HELP);
  const action = (name: string, description: string): Command =>
    kafka
      .command(name)
      .description(description)
      .option(...JSON_OPTION)
      .addHelpText('after', HELP);
  const orNoKafka = <A extends unknown[]>(run: (...args: A) => Promise<number>) =>
    exits((...args: A) => run(...args).catch((error: unknown) => reportNoKafka(error, context)));

  action('start', '取得并启动 Kafka，建立主题 / fetches and starts Kafka, and makes the topics')
    .addOption(
      new Option('--nodes <n>', '首次启动时的节点数（默认 1）/ number of brokers of the first start (default 1)').choices(['1', '3']),
    )
    .action(
      orNoKafka(async ({ nodes, json }: Json & { readonly nodes?: '1' | '3' }, command: Command) => {
        const existing = sizeOf(folder);
        const size = nodes === undefined ? (existing ?? 1) : Number(nodes);
        if (existing !== null && existing !== size) return command.error(otherSize(folder, size));
        const cluster = await makeCluster(folder, await fetchProgram(context), size === 3 ? 3 : 1);
        await cluster.start((line) => context.stderr.write(`${line}\n`));
        leaveRunning(folder);
        const version = kafkaVersion(join(context.root, 'infra', 'kafka', 'pom.xml'));
        if (!json)
          context.stdout.write(
            `Kafka ${version} 已启动 is up: KAFKA_BROKERS=${cluster.brokers.join(',')}\n口令在 passwords in ${join(folder, 'logins.json')}\n`,
          );
        return printTopics(context, cluster.access(), json);
      }),
    );
  action('stop', '正常停止；数据保留 / stops it cleanly and keeps its data')
    .option('--discard', '一并删除数据 / delete its data too')
    .action(
      orNoKafka(async ({ discard, json }: Json & { readonly discard?: boolean }) => {
        const cluster = await existingCluster(context, folder);
        if (!cluster) return reportNotRunning(context);
        const lock = await lockCluster(folder, 'npm run kafka -- stop');
        await (discard ? discardCluster(folder, cluster) : cluster.stop());
        leaveRunning(folder);
        lock.release();
        print(context, json, '已停止 / stopped', { stopped: true });
        return 0;
      }),
    );
  action('status', '各节点 / the brokers').action(
    orNoKafka(async ({ json }: Json) => {
      const cluster = await runningCluster(context, folder);
      if (!cluster) return reportNotRunning(context);
      const nodes = await cluster.status();
      const lines = nodes.map(
        ({ id, port, pid, answers }) => `${id}  127.0.0.1:${port}  ${pid ? `pid ${pid}` : '—'}  ${answers ? 'up' : 'down'}`,
      );
      print(context, json, lines.join('\n'), { brokers: cluster.brokers, nodes });
      return 0;
    }),
  );
  action('topics', '建立缺少的主题和权限，核对已有的 / makes missing topics and rights, and checks the existing topics')
    .option(
      '--brokers <host:port,...>',
      '这些地址上的，以 KAFKA_SASL_USERNAME 登录 / those at these addresses, with the login KAFKA_SASL_USERNAME',
      brokerList,
    )
    .action(
      orNoKafka(async ({ brokers, json }: Json & { readonly brokers?: readonly string[] }) => {
        const given = brokers === undefined ? undefined : await givenKafka(context, brokers);
        const access = given ?? (await runningCluster(context, folder))?.access();
        return access ? printTopics(context, access, json) : reportNotRunning(context);
      }),
    );
  addLogActions(action, context, exits, async () => (await runningCluster(context, folder))?.access(OPERATOR));
};

const HELP = `
需要 Java 17 和 Maven；数据在 .data/kafka（MINGLU_DATA）/ needs Java 17 and Maven; its data is in .data/kafka
退出码 exit code: 0 成功 success, 1 主题与应有的不符 a topic differs from its settings, 2 用法有误 wrong usage,
                  3 没有在运行或正被使用 not running or in use, 4 此处不能运行 Kafka Kafka cannot run here`;

const brokerList = (text: string): readonly string[] => {
  if (!/^[^\s,:]+:[0-9]{1,5}(,[^\s,:]+:[0-9]{1,5})*$/.test(text)) throw new InvalidArgumentError('host:port,…');
  return text.split(',');
};

const fetchProgram = ({ root, stderr }: Context) =>
  findProgram(root, (version) => stderr.write(`正在取得 Kafka ${version}（约 45 MB）… / fetching Kafka ${version} (about 45 MB) …\n`));

/** Brokers elsewhere. The login of the brokers themselves first gives the other logins the passwords of the environment. */
const givenKafka = async ({ env }: Context, brokers: readonly string[]): Promise<KafkaAccess> => {
  const { access } = kafkaSettings({ ...env, KAFKA_BROKERS: brokers.join(',') });
  const passwords = givenKafkaPasswords(env);
  const { login, ca } = access;
  if (login.username === BROKER && Object.keys(passwords).length > 0)
    await setPasswords({ brokers, ca, login }, { ...passwords, [BROKER]: login.password });
  return access;
};

/** Without a cluster nothing is fetched. */
const existingCluster = async (context: Context, folder: string): Promise<Cluster | null> =>
  sizeOf(folder) === null ? null : clusterOf(folder, await fetchProgram(context));

const runningCluster = async (context: Context, folder: string): Promise<Cluster | null> => {
  const cluster = await existingCluster(context, folder);
  return cluster && (await cluster.status()).some(({ pid }) => pid !== null) ? cluster : null;
};

const print = ({ stdout }: Context, json: boolean | undefined, text: string, data: unknown): void =>
  void stdout.write(json ? `${JSON.stringify(data)}\n` : `${text}\n`);

const printTopics = async (context: Context, access: KafkaAccess, json: boolean | undefined): Promise<0 | 1> => {
  const { created, faults } = await checkTopics(context, access);
  const lines = [...created.map((name) => `已建立 created  ${name}`), ...faults.map(faultText)];
  print(context, json, lines.length > 0 ? lines.join('\n') : '主题齐全 / all topics exist with their settings', {
    created,
    faults,
    brokers: access.brokers,
  });
  return faults.length > 0 ? 1 : 0;
};

const reportNotRunning = ({ stderr }: Context): number => {
  stderr.write('Kafka 没有在运行 / Kafka is not running\n');
  return NOT_RUNNING;
};

/** Exit code 4 for {@link NoKafka}; any other error is thrown again. */
export const reportNoKafka = (error: unknown, { stderr }: Context): number => {
  if (!(error instanceof NoKafka)) throw error;
  stderr.write(`${error.message}\n`);
  return NO_KAFKA;
};
