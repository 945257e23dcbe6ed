import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureTopics, faultText, kafkaClient, readTopics } from '@minglu/messaging';
import { clusterOf, findProgram, makeCluster, NoKafka } from '@minglu/embedded/kafka';
import { keysFrom, masterKey } from '@minglu/casework';
import { createDatabase, startPostgres } from '@minglu/embedded/postgres';
import { migrateAll } from '@minglu/system';
import type { Output } from '@minglu/scenario';
import { SERVICES, startFleet } from '@minglu/embedded/fleet';

const USAGE = `用法 usage: services [--port n]

  启动各服务（办理、发布、程序、查询、审计和唯一的入口），各为一个进程；数据库和 Kafka 未指明的，启动本机的
  Starts the services (casework, publisher, procedure, query, audit and the one gateway) as separate processes; a PostgreSQL and a Kafka
  of this machine where none is named. Ctrl-C stops them all.

  --port n      入口的端口（默认 3000）/ port of the gateway (default 3000)
  -h, --help    显示本说明 / this text

  DATABASE_URL, KAFKA_BROKERS   已有的数据库和 Kafka / a database and brokers that are there
  退出码 exit code: 0 已停止 stopped, 2 用法有误 wrong usage, 4 此处不能运行 Kafka Kafka cannot be had here
`;

/** `services`: the same set of processes as docker-compose.yml, without Docker. */
export const servicesCommand = async (
  args: readonly string[],
  { root, stdout, stderr, env }: { root: string; stdout: Output; stderr: Output; env: Readonly<Record<string, string | undefined>> },
): Promise<0 | 2 | 4> => {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    stdout.write(USAGE);
    return 0;
  }
  const port = values.port ?? '3000';
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) {
    stderr.write(`--port: ${port}\n\n${USAGE}`);
    return 2;
  }
  const data = resolve(root, env['MINGLU_DATA'] || '.data');
  const key = env['MINGLU_MASTER_KEY'] || readKey(data);
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const databaseUrl = env['DATABASE_URL'] || (await embeddedDatabase(data, ends));
    const brokers = env['KAFKA_BROKERS']?.split(',') ?? (await embeddedKafka(root, data, ends));
    await migrateAll(databaseUrl);
    const { faults } = await ensureTopics(
      kafkaClient(brokers, 'minglu-cli'),
      readTopics(join(root, 'infra', 'kafka', 'topics.yaml'), brokers.length),
    );
    for (const fault of faults) stderr.write(`${faultText(fault)}\n`);
    const fleet = await startFleet({ root, databaseUrl, brokers, masterKey: key, logs: join(data, 'logs'), port: Number(port) });
    ends.push(fleet.stop);
    for (const name of SERVICES) stdout.write(`  ${name.padEnd(10)} ${fleet.urlOf(name)}\n`);
    stdout.write(`名录已启动 / Minglu is up: ${fleet.urlOf('gateway')}   （Ctrl-C 停止 to stop）\n`);
    await new Promise<void>((stop) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
    });
    return 0;
  } catch (error) {
    if (!(error instanceof NoKafka)) throw error;
    stderr.write(`${error.message}\n`);
    return 4;
  } finally {
    for (const end of ends.reverse()) await end().catch(() => undefined);
  }
};

const embeddedDatabase = async (data: string, ends: (() => Promise<unknown>)[]): Promise<string> => {
  const server = await startPostgres({ dataDir: data });
  ends.push(() => server.stop());
  return createDatabase(server.url, 'minglu');
};

const embeddedKafka = async (root: string, data: string, ends: (() => Promise<unknown>)[]): Promise<readonly string[]> => {
  const program = await findProgram(root);
  const cluster = clusterOf(join(data, 'kafka'), program) ?? (await makeCluster(join(data, 'kafka'), program, 1));
  await cluster.start();
  ends.push(() => cluster.stop());
  return cluster.brokers;
};

/** The key of the data folder, made there on first use. */
const readKey = (data: string): string => {
  keysFrom(masterKey(undefined, data));
  return readFileSync(join(data, 'master.key'), 'utf8').trim();
};
