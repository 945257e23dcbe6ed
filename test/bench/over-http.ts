import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { keysFrom } from '@minglu/casework';
import { accessTokenIssuer } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import pg from 'pg';
import type { Contest } from './compare.js';
import { copyDossiers } from './many-dossiers.js';
import type { Measured } from './measure.js';

/** As in the whole installation, each side is one process; both have the options of Node that this process has. */
const SERVICE = fileURLToPath(new URL('../../apps/standalone/src/main.js', import.meta.url));
const BARE = fileURLToPath(new URL('bare.js', import.meta.url));
const CONNECTIONS = 64;
const NO_LIMIT = '999999';

interface Process {
  readonly url: string;
  /** Resident memory in bytes. */
  readonly memory: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts a program and resolves once it says its address. */
const start = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Process> => {
  const profiled = process.env['BENCH_PROFILE'] ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`] : [];
  const child: ChildProcess = spawn(process.execPath, [...profiled, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const address = /is up: (http:\S+)\s/.exec(output)?.[1];
        if (address) resolve(address);
      });
    child.once('exit', () => reject(new Error(output)));
  });
  return {
    url,
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1_024,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends the requests over 64 connections. Rejects if one is answered otherwise than with the status. */
const load = async (url: string, requests: readonly Sent[], status: number): Promise<Measured> => {
  const latencies: number[] = [];
  const wrong = new Set<number>();
  let next = 0;
  const started = performance.now();
  // The end of the load itself is noticed up to a second after its last answer.
  let lastAnswer = started;
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const setupRequest = (request: autocannon.Request) => ({ ...request, ...requests[next++ % requests.length]! }) as autocannon.Request;
    autocannon(
      { url, connections: Math.min(CONNECTIONS, requests.length), amount: requests.length, timeout: 60, requests: [{ setupRequest }] },
      (error: Error | null, result) => (error ? reject(error) : resolve(result)),
    ).on('response', (_, answered, __, milliseconds) => {
      latencies.push(milliseconds);
      lastAnswer = performance.now();
      if (answered !== status) wrong.add(answered);
    });
  });
  const seconds = (lastAnswer - started) / 1_000;
  if (wrong.size > 0 || errors > 0) throw new Error(`${url} answered ${[...wrong].join(', ')}, with ${errors} errors`);
  return { perSecond: requests.length / seconds, latencies: new Float64Array(latencies).sort() };
};

/** The service as `npm start` runs it, on a database, beside a bare Fastify on the same one. */
const sidesOn = async (databaseUrl: string, sample: 'yes' | 'no', tables: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-bench-'));
  const master = randomBytes(32);
  const ours = await start([SERVICE], {
    DATABASE_URL: databaseUrl,
    MINGLU_DATA: folder,
    MINGLU_MASTER_KEY: master.toString('hex'),
    MINGLU_SAMPLE: sample,
    MINGLU_REQUESTS_PER_MINUTE: NO_LIMIT,
    // On a busy machine, too, each request is answered: the load waits for it.
    MINGLU_ANSWER_MS: '60000',
    PORT: '0',
  });
  const idle = ours.memory();
  const bare = await start([BARE], { DATABASE_URL: databaseUrl, BARE_TABLES: tables });
  const tokens = accessTokenIssuer(keysFrom(master).accessTokens);
  return {
    ours,
    bare,
    /** Resident memory of the service before its first request, in bytes. */
    idle,
    bearer: async (actor: Actor) => ({ authorization: `Bearer ${await tokens.issue(actor, 86_400)}` }),
    close: async () => {
      await Promise.all([ours.stop(), bare.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
type Sides = Awaited<ReturnType<typeof sidesOn>>;

/** Prepares a contest. If that fails, both sides are stopped. */
const prepared = async (sides: Sides, prepare: (sides: Sides) => Promise<Omit<Contest, 'close'>>): Promise<Contest> => {
  try {
    return { ...(await prepare(sides)), close: sides.close };
  } catch (error) {
    await sides.close();
    throw error;
  }
};

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

const EVENTS = `CREATE TABLE bare_events (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL UNIQUE,
  stream_id text NOT NULL, stream_version integer NOT NULL, type text NOT NULL, payload text NOT NULL, metadata text NOT NULL,
  recorded_at timestamptz NOT NULL)`;
const ADMIN: Actor = { person: 'admin', role: 'ministry-admin', org: 'MIIT' };

/**
 * A command from its bytes to its durable events, against one durable INSERT. Each command is of another park with a token of its own:
 * no verified token and no stream is met twice.
 */
export const postCommand = async (databaseUrl: string, rounds: number, commands: number): Promise<Contest> =>
  prepared(await sidesOn(databaseUrl, 'no', EVENTS), async ({ ours, bare, idle, bearer }) => {
    const json = { 'content-type': 'application/json' };
    const admin = { ...json, ...(await bearer(ADMIN)) };
    const year = new Date().getUTCFullYear();
    const campaign = { campaignId: 'bench', programme: 'park', track: 'creation-application', year, documentNumber: '〔2026〕1号' };
    const window = { opensAt: new Date(Date.now() - 60_000).toISOString(), closesAt: new Date(Date.now() + 86_400_000).toISOString() };
    await load(ours.url, [{ method: 'POST', path: '/campaigns', headers: admin, body: JSON.stringify({ ...campaign, ...window }) }], 201);
    const openings: Sent[][] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const parks = Array.from({ length: commands }, (_, index) => `park-${round}-${index}`);
      const registrations = parks.map((parkId) => ({ parkId, name: `软件园 ${parkId}`, cityCode: '440300' }));
      await load(
        ours.url,
        registrations.map((body) => ({ method: 'POST', path: '/parks', headers: admin, body: JSON.stringify(body) })),
        201,
      );
      openings.push(
        await Promise.all(
          parks.map(async (applicant): Promise<Sent> => {
            const headers = { ...json, ...(await bearer({ person: `p-${applicant}`, role: 'applicant', org: applicant })) };
            const body = { programme: 'park', applicant, campaignId: 'bench', workingBody: '软件园区创建工作领导小组办公室' };
            return { method: 'POST', path: '/dossiers', headers, body: JSON.stringify(body) };
          }),
        ),
      );
    }
    return {
      ours: {
        name: `POST /dossiers, ${CONNECTIONS} connections (idle ${megabytes(idle)})`,
        run: async (round) => ({ ...(await load(ours.url, openings[round]!, 201)), peakRss: ours.memory() }),
      },
      baseline: {
        name: 'bare Fastify, one INSERT',
        run: async (round) => ({ ...(await load(bare.url, openings[round]!, 201)), peakRss: bare.memory() }),
      },
    };
  });

/** Dossiers that the questions are asked of. */
const SIZE = 100_000;
const DOSSIERS = `CREATE TABLE bare_dossiers (case_id text COLLATE "C" PRIMARY KEY, province text COLLATE "C" NOT NULL, view jsonb NOT NULL);
  CREATE INDEX ON bare_dossiers (province, case_id)`;
const SOURCES = ['sample-tianjin', 'sample-dongguan'];

/** A dossier, or a page of 50 of a province, over 100,000 dossiers, against one SELECT by an index of rows of the same size. */
export const questions = async (databaseUrl: string, of: 'one' | 'page', requests: number): Promise<Contest> =>
  prepared(await sidesOn(databaseUrl, 'yes', DOSSIERS), async ({ ours, bare, idle, bearer }) => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    await copyDossiers(pool, SOURCES, SIZE);
    const headers = await bearer({ person: 'auditor', role: 'auditor', org: 'MIIT' });
    // The bare side stores the answers of ours.
    const shown = await Promise.all(
      SOURCES.map(
        async (id) => (await (await fetch(`${ours.url}/dossiers/${id}`, { headers })).json()) as Readonly<Record<string, unknown>>,
      ),
    );
    await pool.query(
      `INSERT INTO bare_dossiers SELECT case_id, province_code, $1::jsonb -> (right(case_id, 6)::int % $2)
     FROM query.dossiers WHERE case_id LIKE 'x%'`,
      [JSON.stringify(shown), shown.length],
    );
    await pool.query('VACUUM ANALYZE bare_dossiers');
    const { rows } = await pool.query<{ province: string }>('SELECT DISTINCT province FROM bare_dossiers');
    await pool.end();
    const sent = Array.from({ length: requests }, (_, index): Sent => {
      const path =
        of === 'one'
          ? `/dossiers/x${String(1 + ((index * 7_919) % SIZE)).padStart(6, '0')}`
          : `/dossiers?province=${rows[index % rows.length]!.province}&limit=50`;
      return { method: 'GET', path, headers };
    });
    return {
      ours: {
        name: `GET /dossiers${of === 'one' ? '/{id}' : '?province=&limit=50'}, ${CONNECTIONS} connections (idle ${megabytes(idle)})`,
        run: async () => ({ ...(await load(ours.url, sent, 200)), peakRss: ours.memory() }),
      },
      baseline: { name: 'bare Fastify, one SELECT', run: async () => ({ ...(await load(bare.url, sent, 200)), peakRss: bare.memory() }) },
    };
  });
