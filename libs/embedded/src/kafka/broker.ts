import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A broker of a cluster on this machine, controller too (KRaft). */
export interface Node {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** A second listener, for clients that reach it over something in between: where it listens, and the port at which they find it. */
  readonly outside?: { readonly port: number; readonly advertised: number };
}

export interface Program {
  readonly java: string;
  readonly jars: string;
  readonly logging: string;
}

const classPath = (jars: string): string => join(jars, '*');

/** Several free ports of the loopback at once, so that none is given twice. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

/** 16 bytes as Kafka writes them. Its program takes an id that begins with a dash for an option: the first letter is one of the first half. */
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

/** Prepares the storage of a node, once. */
export const formatNode = async (program: Program, node: Node, nodes: readonly Node[], clusterId: string, data: string): Promise<void> => {
  mkdirSync(data, { recursive: true });
  const file = join(data, 'server.properties');
  writeFileSync(file, properties(node, nodes, data));
  if (existsSync(join(data, 'log', 'meta.properties'))) return;
  await run(program.java, ['-Xmx128m', '-cp', classPath(program.jars), 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file], {
    timeout: 120_000,
  });
};

/** Starts a broker that outlives its starter; gives its pid. It writes to `broker.log` in its folder. */
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
  child.once('error', () => undefined); // told by its not becoming ready
  child.unref();
  closeSync(log);
  if (child.pid === undefined) throw new Error('the broker could not be started');
  writeFileSync(join(data, 'pid'), `${child.pid}\n`);
  return child.pid;
};

/** The pid of the broker that runs in this folder; null where none does. A pid that another program has by now does not count. */
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

export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });

/** Ends a broker: with a controlled shutdown, and by force where it does not end in time. */
export const stopNode = async (data: string, patienceMs = 20_000): Promise<void> => {
  const pid = runningPid(data);
  if (pid === null) return;
  process.kill(pid, 'SIGTERM');
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(50)) if (runningPid(data) === null) return;
  const stubborn = runningPid(data);
  if (stubborn !== null) process.kill(stubborn, 'SIGKILL');
};
