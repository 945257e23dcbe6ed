/** @needs own-server: it starts PostgreSQL servers, and kills them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createDatabase, dropDatabase, withDatabase } from './databases.js';
import { waitUntil } from '../wait.js';
import { keepPostgres } from './keep-postgres.js';
import { isLivingPostgres } from './process-table.js';
import type { RunningPostgres } from './start.js';
import { startPostgres } from './start.js';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

async function killAndWait(server: RunningPostgres): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  while (isLivingPostgres(server.pid, server.cluster)) await sleep(10);
}

/** Starting a server takes seconds on a busy machine. */
const TIMEOUT_MS = 60_000;

describe('the embedded PostgreSQL', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'minglu-start-'));
  const running: RunningPostgres[] = [];
  const start = async (): Promise<RunningPostgres> => {
    const server = await startPostgres({ dataDir });
    running.push(server);
    return server;
  };

  beforeAll(async () => {
    chmodSync(dataDir, 0o755); // the account of root's server must be able to enter it
    await (await start()).stop(); // initdb takes seconds: once, before the tests
  }, TIMEOUT_MS);
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  }, TIMEOUT_MS);
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it(
    'listens on the loopback, is durable, and requires its password',
    async () => {
      const { url } = await start();
      expect(await query(url, 'SHOW fsync')).toEqual(['on']);
      expect(await query(url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
      expect(await query(url, 'SHOW data_checksums')).toEqual(['on']);
      await expect(query(url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
    },
    TIMEOUT_MS,
  );

  it(
    'hides its password from other users',
    async () => {
      const { cluster } = await start();
      expect(statSync(`${cluster}.password`).mode & 0o777).toBe(0o600);
      expect(statSync(`${cluster}.log`).mode & 0o777).toBe(0o600);
      expect(statSync(cluster).mode & 0o777).toBe(0o700);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps its data when it is stopped',
    async () => {
      const first = await start();
      const url = await createDatabase(first.url, 'kept');
      await query(url, 'CREATE TABLE t AS SELECT 42 AS n');
      expect(await first.stop()).toBe(true);
      const second = await start();
      expect(second.reused).toBe(false);
      expect(await query(withDatabase(second.url, 'kept'), 'SELECT n FROM t')).toEqual([42]);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps committed data when it is killed, and starts again on the data directory',
    async () => {
      const first = await start();
      const url = await createDatabase(first.url, 'killed');
      await query(url, 'CREATE TABLE t AS SELECT 7 AS n');
      await killAndWait(first);
      await first.lost;
      const second = await start();
      expect(second.pid).not.toBe(first.pid);
      expect(await query(withDatabase(second.url, 'killed'), 'SELECT n FROM t')).toEqual([7]);
    },
    TIMEOUT_MS,
  );

  it(
    'ignores a pid file whose pid belongs to another process',
    async () => {
      const { cluster, stop } = await start();
      await stop();
      writeFileSync(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n 1 1\nready   \n`);
      const again = await start();
      expect(again.reused).toBe(false);
      expect(await query(again.url, 'SELECT 1')).toEqual([1]);
    },
    TIMEOUT_MS,
  );

  it(
    'is one server for all processes, and stops with the last of them',
    async () => {
      const [first, second, third] = await Promise.all([start(), start(), start()]);
      expect(new Set([first.pid, second.pid, third.pid]).size).toBe(1);
      expect([first, second, third].filter(({ reused }) => !reused)).toHaveLength(1);
      expect(await first.stop()).toBe(false);
      expect(await second.stop()).toBe(false);
      expect(await query(third.url, 'SELECT 1')).toEqual([1]);
      expect(await third.stop()).toBe(true);
      expect(isLivingPostgres(third.pid, third.cluster)).toBe(false);
      expect(existsSync(join(third.cluster, 'postmaster.pid'))).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'goes on after our stop if an operator started it by hand',
    async () => {
      const first = await start();
      const [program, ...args] = readFileSync(`/proc/${first.pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
      await first.stop();
      const { uid, gid } = statSync(first.cluster);
      const byHand = spawn(program!, args, { uid, gid, cwd: first.cluster, env: { LC_ALL: 'C' }, stdio: 'ignore' });
      const isReady = () => readFileSync(join(first.cluster, 'postmaster.pid'), 'utf8').includes('ready');
      await waitUntil(() => existsSync(join(first.cluster, 'postmaster.pid')) && isReady(), { withinMs: 30_000, everyMs: 20 });
      const joined = await start();
      expect([joined.reused, joined.pid]).toEqual([true, byHand.pid]);
      expect(await joined.stop()).toBe(false);
      expect(isLivingPostgres(joined.pid, joined.cluster)).toBe(true);
      byHand.kill('SIGINT');
      await once(byHand, 'exit');
    },
    TIMEOUT_MS,
  );

  it(
    'is started again on its port when it is kept and killed, and stops then as before',
    async () => {
      const lines: string[] = [];
      const kept = await keepPostgres(dataDir, (line) => lines.push(line), { firstMs: 10 });
      for (const round of [1, 2]) {
        const { pid } = kept.current()!;
        process.kill(pid, 'SIGKILL');
        const isBack = () => (kept.current()?.pid ?? pid) !== pid;
        expect(await waitUntil(isBack, { withinMs: 30_000, everyMs: 10 })).toBe(true);
        expect(await query(kept.url, 'SELECT current_database()')).toEqual(['minglu']);
        expect(lines.filter((line) => line.includes('restart'))).toHaveLength(round);
      }
      const { pid, cluster } = kept.current()!;
      expect(await kept.stop()).toBe(true);
      expect(isLivingPostgres(pid, cluster)).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'makes a database once, and drops it with its connections',
    async () => {
      const { url } = await start();
      const [one, two] = await Promise.all([createDatabase(url, 'the "odd" one 名'), createDatabase(url, 'the "odd" one 名')]);
      expect(one).toBe(two);
      expect(await query(one, 'SELECT current_database()')).toEqual(['the "odd" one 名']);
      const client = new pg.Client({ connectionString: one });
      client.on('error', () => {});
      await client.connect();
      await dropDatabase(url, 'the "odd" one 名');
      await expect(query(one, 'SELECT 1')).rejects.toThrow('does not exist');
      await client.end();
    },
    TIMEOUT_MS,
  );

  it(
    'refuses a data directory of another version, and does not change it',
    async () => {
      const { cluster, stop } = await start();
      await stop();
      const version = readFileSync(join(cluster, 'PG_VERSION'));
      writeFileSync(join(cluster, 'PG_VERSION'), '9\n');
      await expect(startPostgres({ dataDir })).rejects.toThrow('is of PostgreSQL 9, the server is 15');
      writeFileSync(join(cluster, 'PG_VERSION'), version);
    },
    TIMEOUT_MS,
  );

  it(
    'stops a server that it cannot connect to',
    async () => {
      const { cluster, stop } = await start();
      await stop();
      const password = readFileSync(`${cluster}.password`, 'utf8');
      writeFileSync(`${cluster}.password`, 'another\n');
      await expect(startPostgres({ dataDir })).rejects.toThrow('password authentication failed');
      expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
      writeFileSync(`${cluster}.password`, password);
    },
    TIMEOUT_MS,
  );

  it(
    'reports the end of its log when it does not start',
    async () => {
      const { cluster, stop } = await start();
      await stop();
      const control = join(cluster, 'postgresql.conf');
      const before = readFileSync(control, 'utf8');
      writeFileSync(control, `${before}\nwal_level = nonsense\n`);
      await expect(startPostgres({ dataDir })).rejects.toThrow(/did not start[^]*nonsense/);
      writeFileSync(control, before);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps its data where its account can enter, and finds it again',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'minglu-closed-')); // mode 0700: root's server cannot enter it
      const first = await startPostgres({ dataDir: folder });
      await first.stop();
      const second = await startPostgres({ dataDir: folder });
      await second.stop();
      expect(dirname(dirname(first.cluster))).toBe(process.getuid?.() === 0 ? '/var/lib/minglu' : dirname(folder));
      expect(second.cluster).toBe(first.cluster);
      rmSync(dirname(first.cluster), { recursive: true });
      rmSync(folder, { recursive: true, force: true });
    },
    TIMEOUT_MS,
  );

  it(
    'is removed with its files when it is temporary',
    async () => {
      const server = await startPostgres({ fast: true });
      expect(await query(server.url, 'SHOW fsync')).toEqual(['off']);
      expect(await server.stop()).toBe(true);
      expect(existsSync(dirname(server.cluster))).toBe(false);
    },
    TIMEOUT_MS,
  );
});
