import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptsConnection, freePorts } from '../ports.js';
import { waitForStart } from '../wait.js';
import { formatNode, isFormatted, newClusterId, runningPid, startNode, stopNode, writeProperties, type Node, type Tls } from './broker.js';
import { BROKER, clusterLogins } from './logins.js';
import { NoKafka, type Program } from './program.js';
import { setPasswords } from './scram.js';

/** `cluster.json` in the folder of a cluster. */
interface ClusterFile {
  readonly clusterId: string;
  readonly nodes: readonly Node[];
  readonly tls?: Tls;
}

/** Addresses and login of a client. */
interface Access {
  readonly brokers: readonly string[];
  readonly login: { readonly username: string; readonly password: string };
  /** File with the certificates that the client trusts; null without TLS. */
  readonly ca: string | null;
}

interface NodeStatus extends Node {
  readonly pid: number | null;
  /** Whether its port accepts connections. */
  readonly answers: boolean;
}

/** A Kafka cluster on this machine. */
export interface Cluster {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  /** The password of each login. */
  readonly passwords: () => Readonly<Record<string, string>>;
  /** For a login of `infra/kafka/access.yaml`; by default that of the brokers, which may do everything. */
  readonly access: (login?: string) => Access;
  /** The log file of each broker. */
  readonly logs: readonly string[];
  readonly status: () => Promise<readonly NodeStatus[]>;
  /** Starts the brokers that do not run; resolves when all accept connections. `log` gets the progress of a slow start. */
  readonly start: (log?: (line: string) => void) => Promise<void>;
  /** Stops every broker and keeps the data. */
  readonly stop: () => Promise<void>;
  /** Stops or starts one broker by its id, for tests of failures. */
  readonly stopNode: (id: number, signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  readonly startNode: (id: number) => Promise<void>;
}

const readClusterFile = (folder: string): ClusterFile | null => {
  const file = join(folder, 'cluster.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ClusterFile) : null;
};

/** The number of brokers of the cluster in a folder; null without a cluster. */
export const sizeOf = (folder: string): number | null => readClusterFile(folder)?.nodes.length ?? null;

/** The message for a request of another size than the cluster has. */
export const otherSize = (folder: string, wanted: number): string =>
  `此处的集群有 ${sizeOf(folder)} 个节点，不是 ${wanted} 个；先 stop --discard / the cluster in ${folder} has ${sizeOf(folder)} brokers, not ${wanted}: first stop --discard`;

/** The cluster in a folder; null without a cluster. */
export const clusterOf = (folder: string, program: Program): Cluster | null => {
  const file = readClusterFile(folder);
  return file && cluster(folder, program, file);
};

interface NewCluster {
  /** For each broker, the port that clients behind a proxy are told; adds a second listener. */
  readonly advertised?: readonly number[];
  readonly tls?: Tls;
}

/**
 * The cluster in a folder; a new one of 1 or 3 brokers if there is none.
 * @throws NoKafka if the existing cluster has another size
 */
export const makeCluster = async (
  folder: string,
  program: Program,
  size: 1 | 3,
  { advertised = [], tls }: NewCluster = {},
): Promise<Cluster> => {
  const existing = readClusterFile(folder);
  if (existing) {
    if (existing.nodes.length !== size) throw new NoKafka(otherSize(folder, size));
    return cluster(folder, program, existing);
  }
  const ports = await freePorts(size * 3);
  const nodes = Array.from({ length: size }, (_, index) => ({
    id: index + 1,
    port: ports[index * 3]!,
    controllerPort: ports[index * 3 + 1]!,
    ...(advertised[index] === undefined ? {} : { outside: { port: ports[index * 3 + 2]!, advertised: advertised[index] } }),
  }));
  mkdirSync(folder, { recursive: true });
  const file = { clusterId: newClusterId(), nodes, ...(tls ? { tls } : {}) };
  writeFileSync(join(folder, 'cluster.json'), `${JSON.stringify(file, null, 2)}\n`);
  return cluster(folder, program, file);
};

const cluster = (folder: string, program: Program, { clusterId, nodes, tls }: ClusterFile): Cluster => {
  const brokers = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const logins = clusterLogins(folder, [BROKER, ...program.logins]);
  const dataOf = ({ id }: Node): string => join(folder, `broker-${id}`);
  const byId = (id: number): Node => {
    const node = nodes.find((one) => one.id === id);
    if (!node) throw new Error(`there is no broker ${id}`);
    return node;
  };
  /** Starts a broker. One that runs with other properties is started again, such as one that was started before there were logins. */
  const launch = async (node: Node): Promise<void> => {
    const data = dataOf(node);
    const changed = writeProperties(node, { nodes, tls, password: logins.passwords()[BROKER]! }, data);
    if (runningPid(data) !== null) {
      if (!changed) return;
      await stopNode(data);
    }
    if (!isFormatted(data)) await formatNode(program, clusterId, data);
    startNode(program, data);
  };
  /** Gives the cluster the passwords that it does not have: in a new one, and in one that was made before there were logins. */
  const announceLogins = async (): Promise<void> => {
    const unknown = logins.unknown();
    if (unknown.length === 0) return;
    const passwords = logins.passwords();
    const login = { username: BROKER, password: passwords[BROKER]! };
    const given = Object.fromEntries(unknown.map((name) => [name, passwords[name]!]));
    await setPasswords({ brokers, ca: tls?.ca ?? null, login }, given);
    logins.setKnown(unknown);
  };
  const ready = async (node: Node, log?: (line: string) => void): Promise<void> => {
    let accepts = false;
    const settled = async (): Promise<boolean> => {
      accepts = await acceptsConnection(node.port);
      return accepts || runningPid(dataOf(node)) === null;
    };
    await waitForStart(`正在等待 / waiting for Kafka (broker ${node.id})`, settled, { log });
    if (!accepts)
      throw new NoKafka(
        `节点 ${node.id} 未能启动，见 ${join(dataOf(node), 'broker.log')} / broker ${node.id} did not start; see its broker.log`,
      );
  };
  return {
    brokers,
    passwords: logins.passwords,
    access: (username = BROKER) => {
      const password = logins.passwords()[username];
      if (password === undefined) throw new Error(`there is no login ${username}`);
      return { brokers, login: { username, password }, ca: tls?.ca ?? null };
    },
    logs: nodes.map((node) => join(dataOf(node), 'broker.log')),
    status: () =>
      Promise.all(nodes.map(async (node) => ({ ...node, pid: runningPid(dataOf(node)), answers: await acceptsConnection(node.port) }))),
    start: async (log) => {
      await Promise.all(nodes.map(launch));
      await Promise.all(nodes.map((node) => ready(node, log)));
      await announceLogins();
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => stopNode(dataOf(node))));
    },
    stopNode: async (id, signal = 'SIGTERM') => {
      const data = dataOf(byId(id));
      const pid = runningPid(data);
      if (signal === 'SIGKILL' && pid !== null) process.kill(pid, 'SIGKILL');
      await stopNode(data);
    },
    startNode: async (id) => {
      await launch(byId(id));
      await ready(byId(id));
    },
  };
};

/** Stops the cluster of a folder and deletes its data. */
export const discardCluster = async (folder: string, one: Cluster): Promise<void> => {
  await one.stop();
  rmSync(folder, { recursive: true, force: true });
};
