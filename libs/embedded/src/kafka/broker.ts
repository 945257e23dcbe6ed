import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from '../wait.js';
import { BROKER } from './logins.js';
import type { Program } from './program.js';

const run = promisify(execFile);

/** A broker of a cluster on this machine. It is a KRaft controller too. */
export interface Node {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** A second listener for clients behind a proxy: `port` is bound, `advertised` is the port that clients are told. */
  readonly outside?: { readonly port: number; readonly advertised: number };
}

const classPath = (jars: string): string => join(jars, '*');

/**
 * 16 bytes in base64url, as Kafka writes them. The first bit is cleared: Kafka's tool would read an id that begins with a dash as an option.
 */
export const clusterIdOf = (random: Buffer): string => Buffer.from([random[0]! & 0x7f, ...random.subarray(1)]).toString('base64url');
export const newClusterId = (): string => clusterIdOf(randomBytes(16));

/** Files in PEM with which the brokers of a cluster encrypt all connections. */
export interface Tls {
  /** The private key (PKCS #8) and the certificate, with the addresses of the brokers. */
  readonly certificate: string;
  /** The certificates of the authority that signed it. Clients trust them. */
  readonly ca: string;
}

/** Everything that the properties of a broker are made of. */
export interface Brokers {
  readonly nodes: readonly Node[];
  readonly tls?: Tls | undefined;
  /** Password of the brokers among themselves. */
  readonly password: string;
}

const SCRAM = 'SCRAM-SHA-256';
const SCRAM_MODULE = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
/** The login of a broker, and of the brokers that log in to it. */
const plainModule = (password: string): string =>
  `org.apache.kafka.common.security.plain.PlainLoginModule required username="${BROKER}" password="${password}" user_${BROKER}="${password}";`;

const tlsProperties = ({ certificate, ca }: Tls): Readonly<Record<string, string>> => ({
  'ssl.keystore.type': 'PEM',
  'ssl.keystore.location': certificate,
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.location': ca,
});

const outside = (port: number | undefined): string => (port === undefined ? '' : `,OUTSIDE://127.0.0.1:${port}`);
/**
 * Clients log in with SCRAM, brokers to one another with PLAIN. KRaft has no SCRAM for controllers. The logins of clients are in the
 * data that the brokers replicate.
 */
const properties = (node: Node, { nodes, tls, password }: Brokers, data: string): string => {
  const copies = Math.min(nodes.length, 3);
  const protocol = tls ? 'SASL_SSL' : 'SASL_PLAINTEXT';
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`).join(','),
    listeners: `CLIENTS://127.0.0.1:${node.port}${outside(node.outside?.port)},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${node.port}${outside(node.outside?.advertised)}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENTS',
    'listener.security.protocol.map': `CLIENTS:${protocol},OUTSIDE:${protocol},CONTROLLER:${protocol}`,
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'listener.name.clients.sasl.enabled.mechanisms': `${SCRAM},PLAIN`,
    'listener.name.clients.scram-sha-256.sasl.jaas.config': SCRAM_MODULE,
    'listener.name.clients.plain.sasl.jaas.config': plainModule(password),
    'listener.name.outside.sasl.enabled.mechanisms': SCRAM,
    'listener.name.outside.scram-sha-256.sasl.jaas.config': SCRAM_MODULE,
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.plain.sasl.jaas.config': plainModule(password),
    ...(tls ? tlsProperties(tls) : {}),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': false,
    'super.users': `User:${BROKER}`,
    'log.dirs': join(data, 'log'),
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    'log.retention.ms': -1,
    'controlled.shutdown.enable': true,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
};

const propertiesFile = (data: string): string => join(data, 'server.properties');

/** Writes the properties of a node. Resolves to true if they are not those with which it was started. */
export const writeProperties = (node: Node, brokers: Brokers, data: string): boolean => {
  mkdirSync(data, { recursive: true });
  const file = propertiesFile(data);
  const [text, before] = [properties(node, brokers, data), existsSync(file) ? readFileSync(file, 'utf8') : null];
  if (text === before) return false;
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600); // it may be older
  return true;
};

export const isFormatted = (data: string): boolean => existsSync(join(data, 'log', 'meta.properties'));

export const formatNode = async (program: Program, clusterId: string, data: string): Promise<void> => {
  const command = ['-Xmx128m', '-cp', classPath(program.jars), 'kafka.tools.StorageTool', 'format', '-t', clusterId];
  await run(program.java, [...command, '-c', propertiesFile(data)], { timeout: 120_000 });
};

/** Starts a detached broker and returns its pid. It logs to `broker.log` in its folder. */
export const startNode = (program: Program, data: string): number => {
  const log = openSync(join(data, 'broker.log'), 'a');
  const child = spawn(
    program.java,
    [
      '-Xms96m',
      '-Xmx384m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-Dlog4j2.configurationFile=${program.logging}`,
      '-cp',
      classPath(program.jars),
      'kafka.Kafka',
      propertiesFile(data),
    ],
    { detached: true, stdio: ['ignore', log, log] },
  );
  child.once('error', () => undefined); // reported by the missing pid, or by the readiness check
  child.unref();
  closeSync(log);
  if (child.pid === undefined) throw new Error('the broker could not be started');
  writeFileSync(join(data, 'pid'), `${child.pid}\n`);
  return child.pid;
};

/** The pid of the broker that runs in this folder, or null. A pid reused by another program does not count. */
export const runningPid = (data: string): number | null => {
  const file = join(data, 'pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').trim());
  try {
    process.kill(pid, 0);
    const commandLine = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : 'kafka.Kafka';
    return commandLine.includes('kafka.Kafka') ? pid : null;
  } catch {
    return null;
  }
};

const STOP_WITHIN_MS = 20_000;

/** Stops a broker by a controlled shutdown, or with SIGKILL if that takes too long. */
export const stopNode = async (data: string): Promise<void> => {
  const pid = runningPid(data);
  if (pid === null) return;
  process.kill(pid, 'SIGTERM');
  if (!(await waitUntil(() => runningPid(data) === null, { withinMs: STOP_WITHIN_MS, everyMs: 50 }))) process.kill(pid, 'SIGKILL');
};
