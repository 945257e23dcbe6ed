import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answers, formatNode, freePorts, newClusterId, runningPid, startNode, stopNode, type Node, type Program } from './broker.js';
import { NoKafka } from './program.js';

/** A Kafka cluster of this machine, as its folder remembers it. */
interface Kept {
  readonly clusterId: string;
  readonly nodes: readonly Node[];
}

export interface NodeStatus extends Node {
  readonly pid: number | null;
  readonly answers: boolean;
}

export interface Cluster {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  readonly status: () => Promise<readonly NodeStatus[]>;
  /** Starts those that do not run; resolves when all answer. */
  readonly start: () => Promise<void>;
  /** Ends every broker; its data stays. */
  readonly stop: () => Promise<void>;
  /** One broker, by its id: for those who look how the rest gets on without it. */
  readonly stopNode: (id: number, signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  readonly startNode: (id: number) => Promise<void>;
}

const READY_WITHIN_MS = 60_000;

const kept = (folder: string): Kept | null => {
  const file = join(folder, 'cluster.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : null;
};

/** How many brokers the cluster of a folder has; null where there has been none. */
export const sizeOf = (folder: string): number | null => kept(folder)?.nodes.length ?? null;

/** What is said to who wants another size than there is. */
export const otherSize = (folder: string, wanted: number): string =>
  `此处的集群有 ${sizeOf(folder)} 个节点，不是 ${wanted} 个；先 stop --discard / the cluster in ${folder} has ${sizeOf(folder)} brokers, not ${wanted}: first stop --discard`;

/** The cluster of a folder; null where there has been none. */
export const clusterOf = (folder: string, program: Program): Cluster | null => {
  const found = kept(folder);
  return found && cluster(folder, program, found);
};

/**
 * The cluster of a folder, made with 1 or 3 brokers where there is none yet; with `advertised`, each has a listener for clients from outside too,
 * who are told that port of the loopback.
 */
export const makeCluster = async (folder: string, program: Program, size: 1 | 3, advertised: readonly number[] = []): Promise<Cluster> => {
  const found = kept(folder);
  if (found) {
    if (found.nodes.length !== size) throw new NoKafka(otherSize(folder, size));
    return cluster(folder, program, found);
  }
  const ports = await freePorts(size * 3);
  const nodes = Array.from({ length: size }, (_, index) => ({
    id: index + 1,
    port: ports[index * 3]!,
    controllerPort: ports[index * 3 + 1]!,
    ...(advertised[index] === undefined ? {} : { outside: { port: ports[index * 3 + 2]!, advertised: advertised[index] } }),
  }));
  mkdirSync(folder, { recursive: true });
  const made = { clusterId: newClusterId(), nodes };
  writeFileSync(join(folder, 'cluster.json'), `${JSON.stringify(made, null, 2)}\n`);
  return cluster(folder, program, made);
};

const cluster = (folder: string, program: Program, { clusterId, nodes }: Kept): Cluster => {
  const dataOf = ({ id }: Node): string => join(folder, `broker-${id}`);
  const byId = (id: number): Node => {
    const node = nodes.find((one) => one.id === id);
    if (!node) throw new Error(`there is no broker ${id}`);
    return node;
  };
  const begin = async (node: Node): Promise<void> => {
    if (runningPid(dataOf(node)) !== null) return;
    await formatNode(program, node, nodes, clusterId, dataOf(node));
    startNode(program, dataOf(node));
  };
  const ready = async (node: Node): Promise<void> => {
    for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; await delay(100)) {
      if (await answers(node.port)) return;
      if (runningPid(dataOf(node)) === null) break;
    }
    throw new NoKafka(
      `节点 ${node.id} 未能启动，见 ${join(dataOf(node), 'broker.log')} / broker ${node.id} did not start; see its broker.log`,
    );
  };
  return {
    brokers: nodes.map(({ port }) => `127.0.0.1:${port}`),
    status: () => Promise.all(nodes.map(async (node) => ({ ...node, pid: runningPid(dataOf(node)), answers: await answers(node.port) }))),
    start: async () => {
      await Promise.all(nodes.map(begin));
      await Promise.all(nodes.map(ready));
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
      await begin(byId(id));
      await ready(byId(id));
    },
  };
};

/** Ends the cluster of a folder and takes its data away. */
export const discardCluster = async (folder: string, one: Cluster): Promise<void> => {
  await one.stop();
  rmSync(folder, { recursive: true, force: true });
};
