import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keysFrom } from '@minglu/casework';
import { describeOnPostgres, eventually, newDatabase, type Database } from '@minglu/event-store/testing';
import { accessTokenIssuer } from '@minglu/http';
import { ROLES, type Actor } from '@minglu/kernel';
import { pythonWith } from '../tools/python.js';
import { mirrorOf, type Mirror } from './mirror.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OPENAPI = join(ROOT, 'libs/contracts/openapi.json');
const LONG = process.env['MINGLU_LONG'] === '1';
/** The short form begins no more cases after this time. The long form goes to the end of each phase, and again with another seed. */
const BOUND = LONG ? ['--phases', 'examples,coverage,fuzzing'] : ['--phases', 'examples,coverage', '--max-time', '25'];
const LEAST = LONG ? 100_000 : 200;
/** Runs side by side, each with a seed of its own. A run waits for one answer at a time, and spends more time on its own work than the service on its. */
const SIDE_BY_SIDE = LONG ? 3 : 1;
/** With so many examples of each operation, three runs of the long form send more than `LEAST` requests. */
const EXAMPLES = LONG ? 14 : 10;

/** The organisations of roles outside the ministry are those of the sample's cases. */
const ORGS: Readonly<Record<string, string>> = {
  applicant: '120000',
  'municipal-authority': '441900',
  'provincial-authority': '440000',
  'provincial-government': '440000',
};
const WITH_TOKEN = ROLES.filter((role) => role !== 'system' && role !== 'public');

const CHECKS =
  'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance';

const schemathesis = pythonWith(fileURLToPath(new URL('requirements.txt', import.meta.url)), 'schemathesis');
// eslint-disable-next-line no-restricted-properties -- pythonWith has printed the reason, and fails with CI=true
const fuzzed: typeof describeOnPostgres = schemathesis ? describeOnPostgres : (name, tests) => describe.skip(name, tests);

fuzzed('the whole API under random requests', () => {
  const master = randomBytes(32);
  const tokens = accessTokenIssuer(keysFrom(master).accessTokens);
  let folder: string;
  let database: Database;
  let service: ChildProcess;
  let url: string;
  let mirror: Mirror;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'minglu-fuzz-'));
    database = await newDatabase();
    const many = '999999';
    service = spawn(process.execPath, [join(ROOT, 'dist/apps/standalone/src/main.js')], {
      env: {
        ...process.env,
        DATABASE_URL: database.connection.connectionString,
        MINGLU_DATA: folder,
        MINGLU_MASTER_KEY: master.toString('hex'),
        MINGLU_REQUESTS_PER_MINUTE: many,
        MINGLU_ANONYMOUS_WRITES_PER_MINUTE: many,
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [service.stdout!, service.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const address = () => /Minglu is up: (http:\S+)/.exec(output)?.[1];
    await eventually('it listens', () => {
      if (service.exitCode !== null) throw new Error(output);
      return address() !== undefined;
    });
    url = address()!;
    const callers = WITH_TOKEN.map(async (role) => {
      const token = await tokens.issue({ person: `fuzz-${role}`, role, org: ORGS[role] ?? 'MIIT' }, 86_400);
      return { role, authorization: `Bearer ${token}` };
    });
    const description = JSON.parse(readFileSync(OPENAPI, 'utf8')) as Parameters<typeof mirrorOf>[2];
    mirror = await mirrorOf(url, [{ role: 'public', authorization: null }, ...(await Promise.all(callers))], description);
  }, 120_000);
  afterAll(async () => {
    await mirror?.close();
    if (service?.exitCode === null) {
      service.kill('SIGTERM');
      await once(service, 'exit');
    }
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /**
   * The ids of the events that persons have caused, from the whole log. An auditor and the audit administrator each see the events that are withheld from the
   * other. The system's own events are no effect of a request: refused sign-ins are recorded a minute later.
   */
  const eventsOfPersons = async (): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    for (const role of ['auditor', 'audit-admin'] as const) {
      const authorization = `Bearer ${await tokens.issue({ person: `fuzz-reads-as-${role}`, role, org: 'MIIT' })}`;
      for (let after = '0', more = true; more;) {
        const response = await fetch(`${url}/log?limit=1000&after=${encodeURIComponent(after)}`, { headers: { authorization } });
        const { items, cursor } = (await response.json()) as { items: readonly LogItem[]; cursor: string };
        for (const { eventId, metadata } of items) if (metadata && metadata.actor.role !== 'system') found.add(eventId);
        [after, more] = [cursor, items.length > 0];
      }
    }
    return found;
  };
  interface LogItem {
    readonly eventId: string;
    readonly metadata?: { readonly actor: Actor };
  }

  /** Runs schemathesis over the whole description. Returns its report if an answer is none of those that the description has. */
  const fuzz = async (seed: number): Promise<string> => {
    const args = [
      ...['run', OPENAPI, '--url', mirror.url, ...BOUND],
      ...['--checks', CHECKS, '--max-examples', String(EXAMPLES), '--seed', String(seed), '--workers', '1'],
      ...['--max-redirects', '0', '--request-timeout', '30', '--suppress-health-check', 'all', '--warnings', 'off'],
      ...['--continue-on-failure', '--no-shrink', '--no-color'],
    ];
    const own = mkdtempSync(join(folder, 'run-'));
    const run = spawn(join(schemathesis!, 'schemathesis'), args, { cwd: own, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [run.stdout, run.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code] = (await once(run, 'exit')) as [number | null];
    return code === 0 ? '' : output;
  };

  it(
    'gives no answer of 5xx and none that openapi.json does not have, and records nothing by a refusal',
    async () => {
      const before = await eventsOfPersons();
      const { passed } = mirror;
      const progress = setInterval(() => {
        if (LONG) process.stderr.write(`${passed.requests} of ${LEAST} requests: ${JSON.stringify(passed.statuses)}\n`);
      }, 10_000);
      let report = '';
      for (let seed = 0; seed === 0 || (report === '' && passed.requests < LEAST); seed += SIDE_BY_SIDE)
        report = (await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, index) => fuzz(seed + index)))).join('');
      clearInterval(progress);
      if (LONG) process.stderr.write(`${passed.requests} requests by role: ${JSON.stringify(passed.byRole)}\n`);
      expect([passed.faults, report]).toEqual([[], '']);
      expect(passed.requests).toBeGreaterThanOrEqual(LEAST);
      const added = [...(await eventsOfPersons())].filter((id) => !before.has(id));
      expect(added.filter((id) => !passed.recorded.has(id))).toEqual([]);
    },
    LONG ? 3 * 3_600_000 : 120_000,
  );
});
