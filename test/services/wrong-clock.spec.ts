import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admin, on, opening } from '@minglu/dossier/testing';
import { describeOnPostgres, eventually, serverUrl } from '@minglu/event-store/testing';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { keysFrom } from '@minglu/casework';
import { accessTokenIssuer } from '@minglu/http';
import { openSystem, seed } from '@minglu/system';
import { Pool } from 'pg';
import { given, inPublicity } from '../integration/support.js';
import { ROOT } from './support.js';

const MASTER = randomBytes(32);

describeOnPostgres('a start with a wrong clock', () => {
  const name = `minglu_clock_${randomBytes(5).toString('hex')}`;
  let url: string;
  let pool: Pool;
  let folder: string;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    [url, folder] = await Promise.all([createDatabase(serverUrl(), name), mkdtemp(join(tmpdir(), 'minglu-clock-'))]);
    const system = await openSystem({ databaseUrl: url, keys: keysFrom(MASTER), onError: () => undefined, connections: 2 });
    await seed(system, '2022-12-01T00:00:00.000Z');
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26'));
    await system.close();
    pool = new Pool({ connectionString: url, max: 1 });
    pool.on('error', () => undefined);
  }, 60_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await pool.end();
    await dropDatabase(serverUrl(), name);
    await rm(folder, { recursive: true });
  });

  /** `npm start` without its supervisor, with a clock that is off. Resolves to its address once it listens. */
  const start = async (offSeconds: number): Promise<string> => {
    const child = spawn(
      process.execPath,
      ['--import', join(ROOT, 'test/services/shifted-clock.mjs'), join(ROOT, 'dist/apps/standalone/src/main.js')],
      {
        env: {
          ...process.env,
          DATABASE_URL: url,
          MINGLU_DATA: folder,
          MINGLU_MASTER_KEY: MASTER.toString('hex'),
          MINGLU_SAMPLE: 'no',
          MINGLU_ADMINISTRATION_EVENTS: 'no',
          PORT: '0',
          SHIFT_SECONDS: String(offSeconds),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    children.push(child);
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const address = () => /Minglu is up: (http:\S+)/.exec(output)?.[1];
    await eventually('it listens', () => {
      if (child.exitCode !== null) throw new Error(output);
      return address() !== undefined;
    });
    return address()!;
  };
  const stop = async () => {
    const child = children.pop()!;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const isClosed = async () => (await pool.query(`SELECT FROM events WHERE type = 'PublicityClosed'`)).rowCount === 1;
  const tokenOf = async (role: string) =>
    `Bearer ${await accessTokenIssuer(keysFrom(MASTER).accessTokens).issue({ ...admin, role }, 10_000_000)}`;
  const healthOf = async (address: string) => fetch(new URL('/health', address), { headers: { authorization: await tokenOf('auditor') } });
  const open = async (address: string) => {
    const { with: data, do: type } = opening({ caseId: 'b', applicant: '441900' }, on('2023-11-01'));
    return fetch(new URL('/commands', address), {
      method: 'POST',
      headers: { authorization: await tokenOf('ministry-officer'), 'content-type': 'application/json' },
      body: JSON.stringify({ type, data }),
    });
  };

  it.each([
    ['a month ahead', 30 * 86_400],
    ['two minutes behind', -120],
  ])(
    '(%s) closes no publicity, takes no command, and is red until the clock is right',
    async (_, off) => {
      const address = await start(off);
      await eventually('health is red', async () => {
        const health = await healthOf(address);
        const { error } = (await health.json()) as { error: Record<string, Record<string, unknown>> };
        return (
          health.status === 503 &&
          error['time']?.['offSeconds'] !== undefined &&
          Math.abs((error['time']['offSeconds'] as number) - off) < 5
        );
      });
      const refused = await open(address);
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'clock-wrong']);
      expect(await isClosed()).toBe(false);
      await stop();
    },
    60_000,
  );

  it('is forgotten by the next start with a right one: what is due happens', async () => {
    const address = await start(0);
    await eventually('the publicity is closed', isClosed);
    const health = (await (await healthOf(address)).json()) as { info: Record<string, unknown> };
    expect(health.info['time']).toMatchObject({ status: 'up' });
    // A busy machine reads the two clocks a moment apart.
    expect(Math.abs((health.info['time'] as { readonly offSeconds: number }).offSeconds)).toBeLessThan(5);
    expect((await open(address)).status).not.toBe(503);
    const { rows } = await pool.query<{ seconds: number }>(
      'SELECT abs(extract(epoch FROM clock_timestamp() - max(recorded_at)))::float8 AS seconds FROM events',
    );
    expect(rows[0]!.seconds).toBeLessThan(60);
    await stop();
  }, 60_000);
});
