// The PostgreSQL and the Kafka of the tests: each is started when it is first asked for, and thrown away at the end.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../build/build.mjs';
import { alone } from './lock.mjs';
import { ROOT, inProject } from './project.mjs';

/** Where the built code that starts the servers lies. */
const EMBEDDED = inProject('dist/libs/embedded/src');

export function testServers() {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-test-'));
  const stops = [() => rmSync(folder, { recursive: true, force: true })];
  // The tests' database runs without fsync, and most specs use its superuser.
  const env = {
    MINGLU_DATA: join(folder, 'data'),
    DATABASE_URL: '',
    KAFKA_BROKERS: '',
    KAFKA_LOGINS: '',
    MINGLU_ALLOW_UNSAFE_DATABASE: 'yes',
  };
  const started = new Set();
  const start = {
    postgres: async () => {
      const { startPostgres } = await import(join(EMBEDDED, 'postgres/index.js'));
      const server = await startPostgres({ fast: true });
      stops.push(() => server.stop());
      env.DATABASE_URL = server.url;
    },
    kafka: async () => {
      const { findProgram, makeCluster, NoKafka } = await import(join(EMBEDDED, 'kafka/index.js'));
      try {
        const cluster = await makeCluster(join(folder, 'kafka'), await findProgram(ROOT), 1);
        stops.push(() => cluster.stop());
        await cluster.start();
        env.KAFKA_BROKERS = cluster.brokers.join(',');
        env.KAFKA_LOGINS = JSON.stringify(cluster.passwords());
      } catch (error) {
        if (!(error instanceof NoKafka)) throw error;
        console.error(`no Kafka for the tests: ${error.message}`);
      }
    },
  };
  cleanUpAfterUs(folder);
  return {
    /** A folder of the run, removed at the end. */
    folder,
    /**
     * Starts the servers that are needed and do not run yet; gives the environment of the specs.
     * @param {Set<'build' | 'postgres' | 'kafka'>} needs
     * @throws Error with the compiler's message, or the server's
     */
    provide: async (needs) => {
      const missing = ['postgres', 'kafka'].filter((server) => needs.has(server) && !started.has(server));
      if (missing.length > 0 || needs.has('build')) await alone(() => build(ROOT));
      await Promise.all(
        missing.map(async (server) => {
          await start[server]();
          started.add(server);
        }),
      );
      return { ...env };
    },
    stop: async () => {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

/**
 * Ends the brokers and removes the folder when this process ends in any way, kill -9 included. The shell is in a session of its own, so
 * that Ctrl-C passes it by; it waits for the end of its input. The embedded PostgreSQL has the same of its own.
 */
function cleanUpAfterUs(folder) {
  const janitor = spawn('/bin/sh', ['-c', CLEAN_UP, 'minglu-test-janitor', folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.on('error', () => undefined);
  janitor.unref();
  janitor.stdin.unref();
}

/** A pid that another program has by now does not count. */
const CLEAN_UP = `
read -r _
for file in "$1"/kafka/*/pid; do
  pid=$(cat "$file" 2>/dev/null) || continue
  case "$(tr '\\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null || ps -o args= -p "$pid" 2>/dev/null)" in
    *kafka.Kafka*) kill -KILL "$pid" && sleep 0.5 ;;
  esac
done
rm -rf "$1" || { sleep 2; rm -rf "$1"; }`;
