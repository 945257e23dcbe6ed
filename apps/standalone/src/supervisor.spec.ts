/** @needs own-server: the supervisor starts a PostgreSQL. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { processStat } from '@minglu/embedded/postgres';
import { waitUntil } from '@minglu/embedded/wait';

/** Stands in for the application. It prints its start once it listens for signals; on SIGTERM it prints whether the database still answers. */
const STAND_IN = `
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});
await pool.query('CREATE TABLE IF NOT EXISTS starts (n int)');
await pool.query('INSERT INTO starts VALUES (1)');
const { rows } = await pool.query('SELECT count(*)::int AS n FROM starts');
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', async () => {
  const answer = await pool.query('SELECT 1').then(() => 'there', () => 'gone');
  console.log('app ends, database ' + answer);
  process.exit(0);
});
console.log('app ' + process.pid + ' ' + rows[0].n + ' of its kind');`;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const EMBEDDED = 'libs/embedded/src';
const APP = 'apps/standalone/src';
const inFolder = (dir: string): string[] => readdirSync(join(ROOT, dir)).map((file) => `${dir}/${file}`);

/** Compiles the supervisor into a folder of its own, with the stand-in as its application. Returns the file to run. */
function compile(out: string): string {
  const supervisor = inFolder(APP).filter((file) => file.startsWith(`${APP}/supervisor`));
  const sources = [...supervisor, ...inFolder(EMBEDDED), ...inFolder(`${EMBEDDED}/postgres`)];
  for (const source of sources.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
    const target = join(out, source.replace(/\.ts$/, '.js'));
    mkdirSync(join(target, '..'), { recursive: true });
    const parser = { syntax: 'typescript' as const };
    const { code } = transformSync(readFileSync(join(ROOT, source), 'utf8'), {
      swcrc: false,
      jsc: { parser, target: 'es2022' },
      module: { type: 'es6' },
    });
    const embedded = relative(APP, EMBEDDED);
    writeFileSync(
      target,
      code
        .replaceAll('@minglu/embedded/postgres', `${embedded}/postgres/index.js`)
        .replaceAll(/@minglu\/embedded\/(\w+)/g, `${embedded}/$1.js`),
    );
  }
  writeFileSync(join(out, APP, 'main.js'), STAND_IN);
  return join(out, APP, 'supervisor.js');
}

class Run {
  readonly child: ChildProcess;
  output = '';
  readonly code: Promise<number | null>;

  constructor(file: string, dataDir: string, args: string[] = []) {
    const env = { ...process.env, MINGLU_DATA: dataDir, DATABASE_URL: '', npm_lifecycle_event: '' };
    this.child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on('data', (text) => (this.output += text));
    this.code = once(this.child, 'exit').then(([code]) => code as number | null);
  }

  /** Waits until the output matches. Returns the first group, or the whole match. */
  async waitFor(pattern: RegExp): Promise<string> {
    if (!(await waitUntil(() => pattern.test(this.output), { withinMs: 30_000, everyMs: 20 })))
      throw new Error(`not in the output: ${pattern}\n${this.output}`);
    const match = pattern.exec(this.output)!;
    return match[1] ?? match[0];
  }
}

const lives = (pid: number): boolean => !['Z', 'X', undefined].includes(processStat(pid)?.state);

describe('the supervisor', () => {
  mkdirSync(join(ROOT, '.data'), { recursive: true });
  const base = mkdtempSync(join(ROOT, '.data/supervisor-spec-')); // inside the project, where packages resolve
  const dataDir = mkdtempSync(join(tmpdir(), 'minglu-supervisor-'));
  const supervisor = compile(base);
  const runs: Run[] = [];
  const start = (...args: string[]): Run => {
    const run = new Run(supervisor, dataDir, args);
    runs.push(run);
    return run;
  };
  let cluster = '';
  const databasePid = (): number => {
    const file = join(cluster, 'postmaster.pid');
    const lines = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return lines.includes('ready') ? Number(lines.split('\n')[0]) : 0;
  };
  /** Waits for the application. Returns both pids and the number of starts on this data. */
  const up = async (run: Run): Promise<{ app: number; database: number; count: number }> => {
    const [app, count] = (await run.waitFor(/app (\d+ \d+) of/)).split(' ').map(Number);
    cluster = await run.waitFor(/data in (.+)\)/);
    return { app: app!, count: count!, database: databasePid() };
  };

  beforeAll(() => chmodSync(dataDir, 0o755)); // the account of root's server must be able to enter it
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.child.kill('SIGTERM');
      await run.code;
    }
  });
  afterAll(() => {
    for (const dir of [base, dataDir, ...(cluster ? [dirname(cluster)] : [])]) rmSync(dir, { recursive: true, force: true });
  });

  it('stops the application first, then the database, on a signal', async () => {
    const run = start();
    const { database } = await up(run);
    run.child.kill('SIGINT');
    expect(await run.code).toBe(0);
    expect(run.output).toContain('app ends, database there');
    expect(lives(database)).toBe(false);
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  }, 30_000);

  it('starts the application again when it dies, and the database when it is killed, without loss of data', async () => {
    const run = start();
    const { app, count, database } = await up(run);
    process.kill(app, 'SIGKILL');
    await run.waitFor(new RegExp(`app \\d+ ${count + 1} of`));
    expect(run.output).toMatch(/the application: killed by SIGKILL.*restart 1 in 0.25 s/);
    expect(lives(database)).toBe(true);
    process.kill(database, 'SIGKILL');
    await run.waitFor(/PostgreSQL: it ended.*restart 1/);
    await run.waitFor(/PostgreSQL is ready again/);
    expect(databasePid()).not.toBe(database);
    // The address stays: the application need not be started again.
    run.child.kill('SIGTERM');
    expect(await run.code).toBe(0);
    expect(run.output).toContain('app ends, database there');
    expect(lives(databasePid())).toBe(false);
  }, 60_000);

  it('ends with 2 when the application ends so before it was up: a restart would not help', async () => {
    writeFileSync(join(base, APP, 'main.js'), "console.log('wrong setting: PORT'); process.exit(2);");
    const run = start();
    expect(await run.code).toBe(2);
    expect(run.output).not.toContain('restart');
    writeFileSync(join(base, APP, 'main.js'), STAND_IN);
  }, 30_000);

  it('takes over the database of a killed supervisor, whose application exits by itself', async () => {
    const killed = start();
    const before = await up(killed);
    killed.child.kill('SIGKILL');
    const next = start();
    const after = await up(next);
    expect(after).toMatchObject({ count: before.count + 1, database: before.database });
    expect(next.output).toContain('database taken over');
    expect(lives(before.app)).toBe(false);
    next.child.kill('SIGTERM');
    expect(await next.code).toBe(0);
    expect(lives(after.database)).toBe(false);
  }, 60_000);

  it('starts again after all processes were killed at once', async () => {
    const killed = start();
    const { app, count, database } = await up(killed);
    for (const pid of [killed.child.pid!, app, database]) process.kill(pid, 'SIGKILL');
    expect(await up(start())).toMatchObject({ count: count + 1 });
  }, 60_000);

  it('does not start twice on one data folder', async () => {
    const first = start();
    await up(first);
    const second = start();
    expect(await second.code).toBe(3);
    expect(second.output).toContain(`already running on ${dataDir}: npm start (process ${first.child.pid})`);
    first.child.kill('SIGTERM');
    expect(await first.code).toBe(0);
  }, 30_000);

  it('prints its help, and refuses an unknown argument', async () => {
    const help = start('--help');
    expect(await help.code).toBe(0);
    expect(help.output).toContain('Exit codes');
    expect(await start('--prot', '1').code).toBe(2);
  });
});
