import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { keyFrom, WrongSetting } from '@minglu/casework';
import { faultText, kafkaCause } from '@minglu/messaging';
import { clusterOf, findProgram, keepKafka, makeCluster } from '@minglu/embedded/kafka';
import { keepPostgres } from '@minglu/embedded/postgres';
import { childrenOf, listenForStop, lockDataFolder, takenPort, type StopRequests } from '@minglu/embedded/processes';
import { SERVICES, startFleet, type Fleet, type ServiceName } from '@minglu/embedded/fleet';
import {
  browserSettings,
  checkDatabase,
  ADMINISTRATION_VARIABLE,
  CLIENT_VARIABLES,
  givenKafka,
  databaseSetting,
  givenPasswords,
  hasNoData,
  IDENTITY_VARIABLES,
  identitySettings,
  listenSettings,
  localAddress,
  loginPasswords,
  loginUrls,
  MATERIAL_VARIABLES,
  materialSettings,
  migrateWithLogins,
  proveKeys,
  reachDatabase,
  serviceAccess,
  serviceEnvironments,
  type AccessOf,
} from '@minglu/system';
import { dataFolder, keysOf, type AddCommand, type Context } from './context.js';
import { reportNoKafka } from './kafka.js';
import { checkTopics } from './topics.js';

export const addServices: AddCommand = (program, context, exits) => {
  program
    .command('services')
    .summary('各服务，各为一个进程 / the services as separate processes (npm run services)')
    .description(
      `启动各服务（办理、发布、程序、查询、审计、材料和唯一的入口），各为一个进程；数据库和 Kafka 未指明的，启动本机的。
Ctrl-C 停止各服务，以及由此启动的数据库和 Kafka；意外结束的，一律重新启动。
Starts the services (casework, publisher, procedure, query, audit, materials and the gateway) as separate processes, with a
PostgreSQL and a Kafka of this machine unless others are given. Ctrl-C stops the services, and of
the others those that it started. Whatever ends by itself is started again.`,
    )
    .option(
      '--port <n>',
      '入口的端口，其后六个端口为各服务的（默认 PORT 或 3000）/ port of the gateway; the services use the next six',
      portNumber,
    )
    .addHelpText(
      'after',
      `
DATABASE_URL, KAFKA_BROKERS   已有的数据库和 Kafka / an existing database and Kafka
KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, MINGLU_KAFKA_{PUBLISHER,QUERY}_PASSWORD   该 Kafka 的登录 / the logins on that Kafka
退出码 exit code: 0 已停止 stopped, 2 用法或设置有误 wrong usage or setting, 3 数据文件夹正被使用 the data folder is in use,
                  4 此处不能运行 Kafka Kafka cannot run here`,
    )
    .action(
      exits(({ port }: { readonly port?: number }) => runServices(context, port).catch((error: unknown) => reportNoKafka(error, context))),
    );
};

const portNumber = (text: string): number => {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('0–65535');
  return Number(text);
};

/** Steps that end everything that this command has started, the last one first. */
type Stops = ((hurry: Promise<void>) => Promise<unknown> | void)[];

/** The same processes as docker-compose.yml, until SIGINT or SIGTERM. */
const runServices = async (context: Context, givenPort: number | undefined): Promise<0> => {
  const stop = listenForStop(process.env);
  const stops: Stops = [];
  try {
    const fleet = await startAll(context, givenPort, stop, stops);
    if (fleet) context.stdout.write(`名录已启动 / Minglu is up: ${fleet.urlOf('gateway')}   （Ctrl-C 停止 to stop）\n`);
    await stop.requested;
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    throw error;
  } finally {
    for (const end of stops.reverse()) await Promise.resolve(end(stop.forced)).catch(() => undefined);
  }
};

/** Null if a stop was requested meanwhile. Settings are checked before anything is started. */
const startAll = async (context: Context, givenPort: number | undefined, stop: StopRequests, stops: Stops): Promise<Fleet | null> => {
  const { root, stdout, stderr, env } = context;
  const log = (line: string): void => void stderr.write(`${line}\n`);
  const port = givenPort ?? listenSettings(env).port;
  const ports = portsFrom(port);
  const identity = identityOf(env, port);
  const given = {
    database: env['DATABASE_URL'] ? databaseSetting(env) : null,
    kafka: env['KAFKA_BROKERS'] ? givenKafka(env) : null,
  };
  materialSettings(env, 'materials');
  if (env['MINGLU_MASTER_KEY']) keyFrom(env['MINGLU_MASTER_KEY'], 'MINGLU_MASTER_KEY');
  const data = dataFolder(context);
  const lock = await lockDataFolder(data, 'npm run services');
  stops.push(lock.release);
  const children = await childrenOf(data);
  await assertFree(ports);
  if (given.database !== null) await reachDatabase(given.database, log);
  const databaseUrl = given.database ?? (await embeddedDatabase(data, log, stops));
  stdout.write(`${await checkDatabase(databaseUrl, null, env)}\n`);
  const keys = keysOf(context, await hasNoData(databaseUrl));
  if (stop.signal.aborted) return null;
  const kafka = given.kafka ?? (await embeddedKafka(root, data, log, stops));
  if (stop.signal.aborted) return null;
  const passwords = givenPasswords(env) ?? loginPasswords(databaseUrl);
  await migrateWithLogins(databaseUrl, passwords);
  await proveKeys(databaseUrl, keys);
  const { faults } = await checkTopics(context, kafka()).catch((error: Error) => {
    throw given.kafka === null ? error : new WrongSetting(`KAFKA_BROKERS: ${kafkaCause(error)}`);
  });
  for (const fault of faults) log(faultText(fault));
  const fleet = await startFleet({
    root,
    environment: serviceEnvironments({
      databaseUrls: loginUrls(databaseUrl, passwords),
      kafka: serviceAccess(kafka),
      keys,
      materialsFolder: env['MINGLU_MATERIALS_FOLDER'] || join(data, 'materials'),
      materials: settingsIn(env, MATERIAL_VARIABLES),
      ...identity,
    }),
    logs: join(data, 'logs'),
    ports,
    log,
    signal: stop.signal,
    children,
  });
  stops.push(fleet.stop);
  const lines = [
    ...SERVICES.map((name) => [name, fleet.urlOf(name)]),
    ['PostgreSQL', new URL(databaseUrl).host],
    ['Kafka', kafka().brokers.join(',')],
  ];
  for (const [name, address] of lines) stdout.write(`  ${name!.padEnd(10)} ${address}\n`);
  return fleet;
};

const settingsIn = (env: Context['env'], names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));

/** The settings of tokens and sessions for the services. Without an identity provider the gateway offers the sample persons. */
const identityOf = (env: Context['env'], port: number) => {
  const given = identitySettings(env);
  const publicUrl = given.publicUrl ?? localAddress('127.0.0.1', port);
  return {
    optional: {
      ...settingsIn(env, [...IDENTITY_VARIABLES, ADMINISTRATION_VARIABLE, 'MINGLU_MATERIALS']),
      ...(publicUrl === null ? {} : { MINGLU_PUBLIC_URL: publicUrl }),
    },
    samplePersons: browserSettings(env, { ...given, publicUrl }, { host: '127.0.0.1', byDefault: true })?.at === 'development',
    client: settingsIn(env, [...CLIENT_VARIABLES, 'MINGLU_OIDC_CLIENT_SECRET_FILE']),
  };
};

/** The gateway has the port, the services the next six. Port 0: free ones. */
const portsFrom = (port: number): Readonly<Record<ServiceName, number>> => {
  const names = ['gateway', ...SERVICES.filter((name) => name !== 'gateway')];
  if (port + names.length > 65_536) throw new WrongSetting(`--port: ${port} leaves no ports for the services`);
  return Object.fromEntries(names.map((name, index) => [name, port === 0 ? 0 : port + index])) as Record<ServiceName, number>;
};

const assertFree = async (ports: Readonly<Record<ServiceName, number>>): Promise<void> => {
  const taken = await takenPort(Object.values(ports));
  const owner = SERVICES.find((name) => ports[name] === taken);
  if (taken !== undefined) throw new WrongSetting(`PORT / --port: 端口 ${taken}（${owner}）已被占用 / port ${taken} of ${owner} is taken`);
};

const embeddedDatabase = async (data: string, log: (line: string) => void, stops: Stops): Promise<string> => {
  const { url, stop } = await keepPostgres(data, log);
  stops.push(stop);
  return url;
};

const embeddedKafka = async (root: string, data: string, log: (line: string) => void, stops: Stops): Promise<AccessOf> => {
  const folder = join(data, 'kafka');
  const program = await findProgram(root);
  const cluster = clusterOf(folder, program) ?? (await makeCluster(folder, program, 1));
  const { stop } = await keepKafka(folder, cluster, log);
  stops.push(stop);
  return cluster.access;
};
