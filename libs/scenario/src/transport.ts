import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardCluster, findProgram, makeCluster } from '@minglu/embedded/kafka';
import { startPostgres } from '@minglu/embedded/postgres';
import type { ScenarioSystemFactory } from './port.js';
import { remoteSystems } from './remote-system.js';

/** How events reach the read model: in one process straight from the log, or between the services over Kafka. */
export type Transport = 'log' | 'kafka';

/** Takes `--transport <log|kafka>` out of the arguments; null where it is neither. */
export const takeTransport = (args: readonly string[]): { readonly transport: Transport; readonly rest: readonly string[] } | null => {
  const at = args.findIndex((arg) => arg === '--transport' || arg.startsWith('--transport='));
  if (at < 0) return { transport: 'log', rest: args };
  const own = args[at]!.includes('=');
  const value = own ? args[at]!.slice('--transport='.length) : args[at + 1];
  return value === 'log' || value === 'kafka'
    ? { transport: value, rest: [...args.slice(0, at), ...args.slice(at + (own ? 1 : 2))] }
    : null;
};

/** The services apart, on a PostgreSQL and a Kafka that are named, or else on throw-away ones. */
export const kafkaSystems = async (
  root: string,
  { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers }: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly systems: ScenarioSystemFactory; readonly stop: () => Promise<void> }> => {
  const server = databaseUrl ? null : await startPostgres({ fast: true });
  const folder = join(mkdtempSync(join(tmpdir(), 'minglu-kafka-')), 'kafka');
  const cluster = brokers ? null : await makeCluster(folder, await findProgram(root), 1);
  await cluster?.start();
  return {
    systems: remoteSystems(root, databaseUrl || server!.url, brokers ? brokers.split(',') : cluster!.brokers),
    stop: async () => {
      if (cluster) await discardCluster(folder, cluster);
      await server?.stop();
    },
  };
};
