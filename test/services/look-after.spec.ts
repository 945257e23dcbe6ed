import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '@minglu/kernel';
import { admin } from '@minglu/dossier/testing';
import { eventually } from '@minglu/event-store/testing';
import { describeOnKafka } from '@minglu/messaging/testing';
import { installationKeys } from '@minglu/casework';
import { accessTokenIssuer } from '@minglu/http';
import { processStat } from '@minglu/embedded/postgres';
import { lockDataFolder } from '@minglu/embedded/processes';
import { ROOT } from './support.js';

/** A program of an operator on a data folder, with its output so far. */
class Program {
  readonly child: ChildProcess;
  readonly code: Promise<number | null>;
  text = '';

  constructor(data: string, app: string, ...args: string[]) {
    const env = { ...process.env, MINGLU_DATA: data, DATABASE_URL: '', KAFKA_BROKERS: '', npm_lifecycle_event: '' };
    this.child = spawn(process.execPath, [join(ROOT, 'dist', 'apps', app), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const output of [this.child.stdout!, this.child.stderr!]) output.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    this.code = once(this.child, 'close').then(([code]) => code as number | null);
  }
  /** Resolves to the first group when the output matches. */
  async says(pattern: RegExp): Promise<string> {
    await eventually(`the output matches ${pattern}: ${this.text}`, () => pattern.test(this.text), 120_000).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.text}`);
    });
    return pattern.exec(this.text)![1] ?? '';
  }
}
const cli = (data: string, ...args: string[]) => new Program(data, 'cli/src/main.js', ...args);

const firstPid = (file: string): number => Number(/\d+/.exec(readFileSync(file, 'utf8'))![0]);
/** A zombie is dead, although it still takes signals. */
const lives = (pid: number): boolean => !['Z', 'X', undefined].includes(processStat(pid)?.state);

describeOnKafka('npm run services', () => {
  const data = mkdtempSync(join(tmpdir(), 'minglu-look-after-'));
  const files = { postgres: join(data, 'postgres', 'postmaster.pid'), kafka: join(data, 'kafka', 'broker-1', 'pid') };
  let fleet: Program;
  let gateway: string;
  const start = async (): Promise<void> => {
    fleet = cli(data, 'services', '--port', '0');
    gateway = await fleet.says(/Minglu is up: (http:\S+)/);
  };
  beforeAll(async () => {
    chmodSync(data, 0o755); // the account of root's server must be able to enter it
    expect(await cli(data, 'kafka', 'start').code).toBe(0);
    await start();
  }, 360_000);
  afterAll(async () => {
    fleet.child.kill('SIGINT');
    await fleet.code;
    await cli(data, 'kafka', 'stop').code;
    rmSync(data, { recursive: true, force: true });
  }, 240_000);

  const ask = async (path: string, by: Actor, body?: unknown): Promise<number> => {
    const token = await accessTokenIssuer(installationKeys(undefined, data).accessTokens).issue(by);
    const response = await fetch(new URL(path, gateway), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    return response.status;
  };
  const answers = (status: number, ...request: Parameters<typeof ask>) =>
    eventually(`${request[0]} is answered with ${status}`, async () => (await ask(...request).catch(() => 0)) === status, 120_000);
  /** Two commands are accepted and their effect is visible, which takes every service but audit. */
  const works = async (name: string): Promise<void> => {
    await answers(201, '/commands', admin, { type: 'RegisterPark', data: { parkId: name, name: `园区${name}`, cityCode: '441900' } });
    const pilot = { caseId: `k-${name}`, parkId: name, documentNumber: '280号', startDate: '2021-01-01' };
    await answers(201, '/commands', admin, { type: 'ImportPilotPark', data: pilot });
    await answers(200, `/dossiers/k-${name}`, admin);
  };

  it('takes commands again after PostgreSQL, Kafka and a service were killed, and says what it started again', async () => {
    await works('before');
    for (const file of [files.postgres, files.kafka, join(data, 'children.pids')]) process.kill(firstPid(file), 'SIGKILL');
    await works('after');
    for (const what of ['PostgreSQL', 'Kafka', 'casework']) await fleet.says(new RegExp(`${what}: .*restart 1 in`));
    await fleet.says(/casework .*is up again/);
  }, 480_000);

  it('is the only installation on its data folder, and the only one that stops its Kafka', async () => {
    for (const other of [
      cli(data, 'services', '--port', '0'),
      new Program(data, 'standalone/src/supervisor.js'),
      cli(data, 'kafka', 'stop'),
    ]) {
      expect(await other.code).toBe(3);
      expect(other.text).toContain(`npm run services (process ${fleet.child.pid})`);
      expect(other.text.trim().split('\n')).toHaveLength(1);
    }
  }, 240_000);

  it('takes over the data folder of a killed one; Ctrl-C stops what it started, and leaves the Kafka of an operator', async () => {
    const kafka = firstPid(files.kafka);
    fleet.child.kill('SIGKILL');
    await fleet.code;
    await start();
    await works('next');
    const postgres = firstPid(files.postgres);
    fleet.child.kill('SIGINT');
    expect(await fleet.code).toBe(0);
    expect([lives(postgres), lives(kafka)]).toEqual([false, true]);
    expect(readFileSync(join(data, 'children.pids'), 'utf8')).toBe('');
  }, 480_000);

  it('is refused while npm start uses its data folder', async () => {
    const lock = await lockDataFolder(data, 'npm start');
    const refused = cli(data, 'services', '--port', '0');
    expect(await refused.code).toBe(3);
    expect(refused.text).toContain(`npm start (process ${process.pid})`);
    lock.release();
  }, 120_000);
});
