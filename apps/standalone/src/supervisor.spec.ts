import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { processStat } from '@minglu/embedded/postgres';

/** Tells what it sees; when asked to end it looks whether the database is still there. */
const STAND_IN = `
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => {});
await pool.query('CREATE TABLE IF NOT EXISTS starts (n int)');
await pool.query('INSERT INTO starts VALUES (1)');
const { rows } = await pool.query('SELECT count(*)::int AS n FROM starts');
console.log('app ' + process.pid + ' ' + rows[0].n + ' of its kind');
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', async () => {
  const answer = await pool.query('SELECT 1').then(() => 'there', () => 'gone');
  console.log('app ends, database ' + answer);
  process.exit(0);
});`;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LAUNCHER = 'libs/embedded/src/postgres';
const APP = 'apps/standalone/src';

/** The supervisor as JavaScript in a folder of its own, with the stand-in for the application beside it. */
function compile(out: string): string {
  const sources = [LAUNCHER, APP].flatMap((dir) => readdirSync(join(ROOT, dir)).map((file) => `${dir}/${file}`));
  const needed = (file: string): boolean => file.startsWith(`${LAUNCHER}/`) || file.startsWith(`${APP}/supervisor`);
  for (const source of sources.filter((file) => needed(file) && file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
    const target = join(out, source.replace(/\.ts$/, '.js'));
    mkdirSync(join(target, '..'), { recursive: true });
    const parser = { syntax: 'typescript' as const };
    const { code } = transformSync(readFileSync(join(ROOT, source), 'utf8'), {
      swcrc: false,
      jsc: { parser, target: 'es2022' },
      module: { type: 'es6' },
    });
    writeFileSync(target, code.replaceAll('@minglu/embedded/postgres', `${relative(APP, LAUNCHER)}/index.js`));
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

  /** Waits for a line and returns what its first group holds. */
  async saw(pattern: RegExp): Promise<string> {
    for (let waited = 0; waited < 30_000; waited += 20) {
      const match = pattern.exec(this.output);
      if (match) return match[1] ?? match[0];
      await sleep(20);
    }
    throw new Error(`not seen: ${pattern}\n${this.output}`);
  }
}

const lives = (pid: number): boolean => !['Z', 'X', undefined].includes(processStat(pid)?.state);

describe('the supervisor', () => {
  mkdirSync(join(ROOT, '.data'), { recursive: true });
  const base = mkdtempSync(join(ROOT, '.data/supervisor-spec-')); // within the project, so that packages are found
  const dataDir = mkdtempSync(join(tmpdir(), 'minglu-supervisor-'));
  const supervisor = compile(base);
  const runs: Run[] = [];
  const start = (...args: string[]): Run => {
    const run = new Run(supervisor, dataDir, args);
    runs.push(run);
    return run;
  };
  let cluster = '';
  /** Waits for the application, and returns the pids of both and how often it has started on this data. */
  const up = async (run: Run): Promise<{ app: number; database: number; count: number }> => {
    const [app, count] = (await run.saw(/app (\d+ \d+) of/)).split(' ').map(Number);
    cluster = await run.saw(/data in (.+)\)/);
    return { app: app!, count: count!, database: Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]) };
  };

  beforeAll(() => chmodSync(dataDir, 0o755)); // so that root's server finds its way in
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.child.kill('SIGTERM');
      await run.code;
    }
  });
  afterAll(() => {
    for (const dir of [base, dataDir, ...(cluster ? [dirname(cluster)] : [])]) rmSync(dir, { recursive: true, force: true });
  });

  it('ends the application first, then the database, when asked to', async () => {
    const run = start();
    const { database } = await up(run);
    run.child.kill('SIGINT');
    expect(await run.code).toBe(0);
    expect(run.output).toContain('app ends, database there');
    expect(lives(database)).toBe(false);
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  }, 30_000);

  it('says so, stops the database and fails when the application dies', async () => {
    const run = start();
    const { app, database } = await up(run);
    process.kill(app, 'SIGKILL');
    expect(await run.code).toBe(5);
    expect(run.output).toContain('The application ended by itself (killed by SIGKILL)');
    expect(lives(database)).toBe(false);
  }, 30_000);

  it('starts database and application again when the database is killed, with nothing lost', async () => {
    const run = start();
    const { count, database } = await up(run);
    process.kill(database, 'SIGKILL');
    await run.saw(new RegExp(`app \\d+ ${count + 1} of`));
    expect(run.output).toContain('The database ended unexpectedly');
    run.child.kill('SIGTERM');
    expect(await run.code).toBe(0);
  }, 60_000);

  it('takes over the database of one that was killed, whose application ends by itself', async () => {
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

  it('comes up again after all of it was killed at once', async () => {
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
    expect(second.output).toContain(`already running on ${dataDir} (process ${first.child.pid})`);
    first.child.kill('SIGTERM');
    expect(await first.code).toBe(0);
  }, 30_000);

  it('answers a question for help, and refuses what it does not know', async () => {
    const help = start('--help');
    expect(await help.code).toBe(0);
    expect(help.output).toContain('Exit codes');
    expect(await start('--prot', '1').code).toBe(2);
  });
});
