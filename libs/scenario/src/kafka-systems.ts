import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardCluster, findProgram, makeCluster } from '@minglu/embedded/kafka';
import { startPostgres } from '@minglu/embedded/postgres';
import type { AccessOf } from '@minglu/system';
import type { RunningSystems } from './port.js';
import { servicesOverKafka } from './services-system.js';

/**
 * Each scenario on services of its own over Kafka, on the given PostgreSQL and Kafka or else on temporary ones.
 * @param root the project's folder, built
 * @throws NoKafka where no brokers are given and Kafka cannot run
 */
export const kafkaSystems = async (
  root: string,
  databaseUrl: string | undefined,
  accessOf: AccessOf | undefined,
): Promise<RunningSystems> => {
  const server = databaseUrl ? null : await startPostgres({ fast: true });
  try {
    const kafka = accessOf ? { accessOf, stop: async () => undefined } : await temporaryKafka(root);
    return {
      systems: servicesOverKafka(root, databaseUrl || server!.url, kafka.accessOf),
      stop: async () => {
        await kafka.stop();
        await server?.stop();
      },
    };
  } catch (error) {
    await server?.stop();
    throw error;
  }
};

const temporaryKafka = async (root: string): Promise<{ readonly accessOf: AccessOf; readonly stop: () => Promise<void> }> => {
  const program = await findProgram(root);
  const parent = mkdtempSync(join(tmpdir(), 'minglu-kafka-'));
  const folder = join(parent, 'kafka');
  const cluster = await makeCluster(folder, program, 1);
  const stop = async (): Promise<void> => {
    await discardCluster(folder, cluster);
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    await cluster.start();
    return { accessOf: cluster.access, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
