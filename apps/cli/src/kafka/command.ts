import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureTopics, faultText, kafkaClient, readTopics } from '@minglu/messaging';
import {
  clusterOf,
  discardCluster,
  findProgram,
  kafkaVersion,
  makeCluster,
  NoKafka,
  otherSize,
  sizeOf,
  type Cluster,
} from '@minglu/embedded/kafka';
import type { Output } from '@minglu/scenario';

const USAGE = `用法 usage: kafka <start|stop|status|topics> [--nodes 1|3] [--json]

  start     取得并启动 Kafka（KRaft，只监听本机），建立主题 / fetches and starts Kafka on the loopback, makes the topics
  stop      正常停止；数据保留 / stops it cleanly, keeps its data
  status    各节点 / the brokers
  topics    建立缺少的主题，核对已有的 / makes missing topics, looks at those that are there

  --nodes n     首次启动时的节点数，1 或 3（默认 1）/ brokers of a first start (default 1)
  --discard     stop 时一并删除数据 / with stop: take its data away too
  --brokers b   topics：核对这些地址 host:port,… 上的 / with topics: those at these addresses
  --json        结果输出为一个 JSON 文档 / the result as one JSON document
  -h, --help    显示本说明 / this text

  需要 Java 17 和 Maven；数据在 .data/kafka（MINGLU_DATA）/ needs Java 17 and Maven; its data is in .data/kafka
  退出码 exit code: 0 成功 success, 1 主题与应有的不符 a topic is not as it should be, 2 用法有误 wrong usage,
                    3 没有在运行 not running, 4 此处不能运行 Kafka Kafka cannot be had here
`;

export interface KafkaCommandDeps {
  readonly root: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type ExitCode = 0 | 1 | 2 | 3 | 4;
const BROKERS = /^[^\s,:]+:[0-9]{1,5}(,[^\s,:]+:[0-9]{1,5})*$/;
const OPTIONS = {
  nodes: { type: 'string' },
  discard: { type: 'boolean' },
  brokers: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `kafka`: a real Kafka on this machine, without Docker. */
export const kafkaCommand = async (args: readonly string[], { root, stdout, stderr, env }: KafkaCommandDeps): Promise<ExitCode> => {
  const wrong = (problem: string): 2 => {
    stderr.write(`${problem}\n\n${USAGE}`);
    return 2;
  };
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return wrong((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    stdout.write(USAGE);
    return 0;
  }
  const [action, ...more] = positionals;
  const { nodes } = values;
  if (more.length > 0) return wrong(`多余的参数 / not understood: ${more.join(' ')}`);
  if (nodes !== undefined && nodes !== '1' && nodes !== '3') return wrong(`--nodes: ${nodes}`);
  if (values.brokers !== undefined && !BROKERS.test(values.brokers)) return wrong(`--brokers: ${values.brokers}`);
  const folder = join(resolve(root, env['MINGLU_DATA'] || '.data'), 'kafka');
  const say = (text: string, data: unknown): void => void stdout.write(values.json ? `${JSON.stringify(data)}\n` : `${text}\n`);
  const program = () =>
    findProgram(root, (version) => stderr.write(`正在取得 Kafka ${version}（约 45 MB）… / fetching Kafka ${version} (about 45 MB) …\n`));

  /** Makes and checks the topics; 1 where one is not as it should be. */
  const topics = async (brokers: readonly string[]): Promise<0 | 1> => {
    const wanted = readTopics(join(root, 'infra', 'kafka', 'topics.yaml'), brokers.length);
    const { created, faults } = await ensureTopics(kafkaClient(brokers, 'minglu-cli'), wanted);
    say(
      [
        ...created.map((name) => `已建立 created  ${name}`),
        ...faults.map(faultText),
        ...(created.length + faults.length === 0 ? ['主题齐全 / all topics are as they should be'] : []),
      ].join('\n'),
      { created, faults, brokers },
    );
    return faults.length > 0 ? 1 : 0;
  };
  /** Where there never was a cluster, nothing is fetched to find that out. */
  const known = async (): Promise<Cluster | null> => (sizeOf(folder) === null ? null : clusterOf(folder, await program()));
  const running = async (): Promise<Cluster | null> => {
    const found = await known();
    return found && (await found.status()).some(({ pid }) => pid !== null) ? found : null;
  };
  const notRunning = (): 3 => {
    stderr.write('Kafka 没有在运行 / Kafka is not running\n');
    return 3;
  };

  try {
    switch (action) {
      case 'start': {
        const size = nodes === undefined ? (sizeOf(folder) ?? 1) : Number(nodes);
        if ((sizeOf(folder) ?? size) !== size) return wrong(otherSize(folder, size));
        const one = await makeCluster(folder, await program(), size === 3 ? 3 : 1);
        await one.start();
        if (!values.json)
          say(`Kafka ${kafkaVersion(join(root, 'infra', 'kafka', 'pom.xml'))} 已启动 is up: KAFKA_BROKERS=${one.brokers.join(',')}`, {});
        return await topics(one.brokers);
      }
      case 'stop': {
        const one = await known();
        if (!one) return notRunning();
        await (values.discard ? discardCluster(folder, one) : one.stop());
        say('已停止 / stopped', { stopped: true });
        return 0;
      }
      case 'status': {
        const one = await running();
        if (!one) return notRunning();
        const status = await one.status();
        say(
          status
            .map(({ id, port, pid, answers }) => `${id}  127.0.0.1:${port}  ${pid ? `pid ${pid}` : '—'}  ${answers ? 'up' : 'down'}`)
            .join('\n'),
          { brokers: one.brokers, nodes: status },
        );
        return 0;
      }
      case 'topics': {
        const brokers = values.brokers?.split(',') ?? (await running())?.brokers;
        return brokers ? await topics(brokers) : notRunning();
      }
      default:
        return wrong(action ? `没有这个动作 / no such action: ${action}` : '要做什么 / what to do?');
    }
  } catch (error) {
    if (!(error instanceof NoKafka)) throw error;
    stderr.write(`${error.message}\n`);
    return 4;
  }
};
