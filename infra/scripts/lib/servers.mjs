// The PostgreSQL and the Kafka of the tests: each is started when it is first asked for, and thrown away at the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../build/build.mjs';
import { ROOT, inProject } from './project.mjs';

/** Where the built code that starts the servers lies. */
const EMBEDDED = inProject('dist/libs/embedded/src');

export function testServers() {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-test-'));
  const stops = [() => rmSync(folder, { recursive: true, force: true })];
  const env = { MINGLU_DATA: join(folder, 'data'), DATABASE_URL: '', KAFKA_BROKERS: '' };
  const started = new Set();
  const start = {
    build: () => build(ROOT),
    postgres: async () => {
      await build(ROOT);
      const { startPostgres } = await import(join(EMBEDDED, 'postgres/index.js'));
      const server = await startPostgres({ fast: true });
      stops.push(() => server.stop());
      env.DATABASE_URL = server.url;
    },
    kafka: async () => {
      await build(ROOT);
      const { findProgram, makeCluster, NoKafka } = await import(join(EMBEDDED, 'kafka/index.js'));
      try {
        const cluster = await makeCluster(join(folder, 'kafka'), await findProgram(ROOT), 1);
        await cluster.start();
        stops.push(() => cluster.stop());
        env.KAFKA_BROKERS = cluster.brokers.join(',');
      } catch (error) {
        if (!(error instanceof NoKafka)) throw error;
        console.error(`no Kafka for the tests: ${error.message}`);
      }
    },
  };
  return {
    /** A folder of the run, removed at the end. */
    folder,
    /** Starts what is needed and not there yet; gives the environment of the specs. */
    provide: async (needs) => {
      for (const need of ['build', 'postgres', 'kafka'].filter((one) => needs.has(one))) {
        if (started.has(need) && need !== 'build') continue;
        started.add(need);
        await start[need]();
      }
      return { ...env };
    },
    stop: async () => {
      for (const stop of stops.reverse()) await stop();
    },
  };
}
