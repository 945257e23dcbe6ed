import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { faultText } from '@minglu/messaging';
import { clusterOf, findProgram, makeCluster } from '@minglu/embedded/kafka';
import { openDataFolder } from '@minglu/embedded/postgres';
import { SERVICES, startFleet } from '@minglu/embedded/fleet';
import {
  checkDatabase,
  givenPasswords,
  hasNoData,
  loginPasswords,
  loginUrls,
  migrateWithLogins,
  proveKeys,
  serviceEnvironments,
} from '@minglu/system';
import { dataFolder, keysOf, type AddCommand, type Context } from './context.js';
import { reportNoKafka } from './kafka.js';
import { checkTopics } from './topics.js';

export const addServices: AddCommand = (program, context, exits) => {
  program
    .command('services')
    .summary('各服务，各为一个进程 / the services as separate processes (npm run services)')
    .description(
      `启动各服务（办理、发布、程序、查询、审计和唯一的入口），各为一个进程；数据库和 Kafka 未指明的，启动本机的。
Ctrl-C 全部停止。
Starts the services (casework, publisher, procedure, query, audit and the gateway) as separate processes, with a
PostgreSQL and a Kafka of this machine unless others are given. Ctrl-C stops them all.`,
    )
    .option('--port <n>', '入口的端口 / port of the gateway', portNumber, 3000)
    .addHelpText(
      'after',
      `
DATABASE_URL, KAFKA_BROKERS   已有的数据库和 Kafka / an existing database and Kafka
退出码 exit code: 0 已停止 stopped, 2 用法有误 wrong usage, 4 此处不能运行 Kafka Kafka cannot run here`,
    )
    .action(
      exits(({ port }: { readonly port: number }) => runServices(context, port).catch((error: unknown) => reportNoKafka(error, context))),
    );
};

const portNumber = (text: string): number => {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('0–65535');
  return Number(text);
};

/** The same processes as docker-compose.yml, until SIGINT or SIGTERM. */
const runServices = async (context: Context, port: number): Promise<0> => {
  const { root, stdout, stderr, env } = context;
  const data = dataFolder(context);
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const databaseUrl = env['DATABASE_URL'] || (await embeddedDatabase(data, stops));
    stdout.write(`${await checkDatabase(databaseUrl, null, env)}\n`);
    const keys = keysOf(context, await hasNoData(databaseUrl));
    const brokers = env['KAFKA_BROKERS']?.split(',') ?? (await embeddedKafka(root, data, stops));
    const passwords = givenPasswords(env) ?? loginPasswords(databaseUrl);
    await migrateWithLogins(databaseUrl, passwords);
    await proveKeys(databaseUrl, keys);
    const databaseUrls = loginUrls(databaseUrl, passwords);
    const { faults } = await checkTopics(context, brokers);
    for (const fault of faults) stderr.write(`${faultText(fault)}\n`);
    const fleet = await startFleet({
      root,
      environment: serviceEnvironments({ databaseUrls, brokers, keys }),
      logs: join(data, 'logs'),
      port,
    });
    stops.push(fleet.stop);
    for (const name of SERVICES) stdout.write(`  ${name.padEnd(10)} ${fleet.urlOf(name)}\n`);
    stdout.write(`名录已启动 / Minglu is up: ${fleet.urlOf('gateway')}   （Ctrl-C 停止 to stop）\n`);
    await new Promise<void>((stop) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
    });
    return 0;
  } finally {
    for (const stop of stops.reverse()) await stop().catch(() => undefined);
  }
};

const embeddedDatabase = async (data: string, stops: (() => Promise<unknown>)[]): Promise<string> => {
  const { url, stop } = await openDataFolder(data);
  stops.push(stop);
  return url;
};

const embeddedKafka = async (root: string, data: string, stops: (() => Promise<unknown>)[]): Promise<readonly string[]> => {
  const folder = join(data, 'kafka');
  const program = await findProgram(root);
  const cluster = clusterOf(folder, program) ?? (await makeCluster(folder, program, 1));
  await cluster.start();
  stops.push(cluster.stop);
  return cluster.brokers;
};
