import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepBounded } from '../bounded-log.js';
import { FolderTaken, lockFolder, type FolderLock } from '../folder-lock.js';
import { keepRunning } from '../keep-running.js';
import type { Cluster } from './cluster.js';

const CHECK_MS = 500;

/** File in the folder of a cluster that the services started. A cluster without it runs until an operator stops it. */
const markOf = (folder: string): string => join(folder, 'started-by-services');

/** Makes a running cluster the operator's: the services do not stop it when they end. */
export const leaveRunning = (folder: string): void => rmSync(markOf(folder), { force: true });

/**
 * The services hold this lock while they use the cluster of a folder. A command that stops the cluster needs it too.
 *
 * @throws FolderTaken
 */
export const lockCluster = async (folder: string, holder: string): Promise<FolderLock> => {
  const lock = await lockFolder(folder, 'kafka', holder);
  if ('takenBy' in lock) throw new FolderTaken(`Kafka 正被使用 / this Kafka is in use: ${lock.takenBy}. Stop that first.`);
  return lock;
};

/** A cluster whose brokers are started again whenever they end. */
export interface KeptKafka {
  /** Stops the cluster, unless an operator started it. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the brokers that do not run. Those that a killed fleet left are taken over.
 *
 * @param log one line for the operator
 * @throws NoKafka if the first start fails, FolderTaken
 */
export const keepKafka = async (folder: string, cluster: Cluster, log: (line: string) => void): Promise<KeptKafka> => {
  const lock = await lockCluster(folder, 'npm run services');
  const ended = async (): Promise<number[]> => (await cluster.status()).flatMap(({ id, pid }) => (pid === null ? [id] : []));
  if ((await ended()).length === cluster.brokers.length) writeFileSync(markOf(folder), '');
  await cluster.start(log).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const bounds = cluster.logs.map((file) => keepBounded(file));
  let first = true;
  const run = async (): Promise<void> => {
    if (!first) {
      await cluster.start(log);
      log('Kafka 已恢复 / Kafka is ready again');
    }
    first = false;
    while (!signal.aborted) {
      const [broker] = await ended();
      if (broker !== undefined) throw new Error(`broker ${broker} ended`);
      await sleep(CHECK_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const kept = keepRunning(run, { what: 'Kafka', signal, log });
  return {
    stop: async () => {
      stopping.abort();
      await kept;
      for (const stopBound of bounds) stopBound();
      if (existsSync(markOf(folder))) await cluster.stop();
      leaveRunning(folder);
      lock.release();
    },
  };
};
