import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from '../wait.js';
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

const outside = (port: number | undefined): string => (port === undefined ? '' : `,OUTSIDE://127.0.0.1:${port}`);

const properties = (node: Node, nodes: readonly Node[], data: string): string => {
  const copies = Math.min(nodes.length, 3);
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port}${outside(node.outside?.port)},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}${outside(node.outside?.advertised)}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
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

/** Writes the properties of a node, and formats its storage if that is not done yet. */
export const formatNode = async (program: Program, node: Node, nodes: readonly Node[], clusterId: string, data: string): Promise<void> => {
  mkdirSync(data, { recursive: true });
  const file = join(data, 'server.properties');
  writeFileSync(file, properties(node, nodes, data));
  if (existsSync(join(data, 'log', 'meta.properties'))) return;
  await run(program.java, ['-Xmx128m', '-cp', classPath(program.jars), 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file], {
    timeout: 120_000,
  });
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
      join(data, 'server.properties'),
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
