// `npm test`: every check from nothing, on a PostgreSQL of its own.
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { summary } from './lib/decide.mjs';
import { EXIT, ROOT, inProject } from './lib/project.mjs';
import { passThrough, step } from './lib/run.mjs';

const HELP = `npm test                  All checks: format, lint, types, import rules, generated files, tests.
npm test -- --unit        The same with the tests beside the code only (apps, libs, infra), not those in test/.
npm test -- <pattern> …   Only the tests whose path matches.

A PostgreSQL and a Kafka are started for it and thrown away. DATABASE_URL is not used: tests never touch a database of yours.
The last line is \`N passed, N failed\`, with \`, N skipped\` where there are some.

Exit codes
  0    everything passed
  1    a check or a test failed
  2    an option that is not understood, or a Node that is too old
  6    installing or building failed
  130  interrupted
`;

const args = process.argv.slice(2);
const patterns = args.filter((arg) => !arg.startsWith('-'));
const unknown = args.filter((arg) => arg.startsWith('-') && !['--unit', '--help', '-h'].includes(arg));
if (args.includes('--help') || args.includes('-h')) {
  console.log(HELP);
  process.exit(EXIT.passed);
}
if (unknown.length > 0) {
  console.error(`not understood: ${unknown.join(' ')}\n\n${HELP}`);
  process.exit(EXIT.usage);
}

process.chdir(ROOT);
process.env.TMPDIR = temporaryFolder();
await bootstrap();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (interrupted = true));

const checked = patterns.length > 0 || (await checks());
const { code, report } = checked && !interrupted ? await tests() : { code: EXIT.failed, report: null };
console.log(`\n${summary(report, code !== 0)}`);
process.exit(interrupted ? EXIT.interrupted : code === 0 ? EXIT.passed : EXIT.failed);

/** Each under a heading of its own; the first that fails ends them, with its output. */
async function checks() {
  const tool = (path) => inProject('node_modules', path);
  const steps = [
    ['format', tool('prettier/bin/prettier.cjs'), '--config', 'infra/lint/prettier.json', '--log-level', 'warn', '--check', '.'],
    ['lint', tool('eslint/bin/eslint.js'), '--config', 'infra/lint/eslint.config.mjs', '.'],
    ['types', tool('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'],
    [
      'import rules',
      tool('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      'infra/lint/dependency-cruiser.cjs',
      'apps',
      'libs',
      'test',
    ],
    ['lock file', 'infra/lint/check-lockfile.mjs'],
    ['docker-compose.yml', 'infra/lint/check-compose.mjs'],
    ['generated files', 'infra/scripts/generate.mjs', '--check'],
  ];
  for (const [label, ...command] of steps) {
    if (interrupted || !(await step(label, process.execPath, command))) return false;
  }
  return true;
}

/** Jest on a throw-away server and data folder, which are gone afterwards however this ends. */
async function tests() {
  const { startPostgres } = await import('../../dist/libs/embedded/src/postgres/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'minglu-test-'));
  const server = await startPostgres({ fast: true });
  const kafka = await startKafka(join(folder, 'kafka'));
  try {
    const result = join(folder, 'jest.json');
    const env = {
      ...process.env,
      DATABASE_URL: server.url,
      KAFKA_BROKERS: kafka?.brokers.join(',') ?? '',
      MINGLU_DATA: join(folder, 'data'),
    };
    const code = await passThrough(process.execPath, jestArguments(result), { env });
    return { code, report: readReport(result) };
  } finally {
    await server.stop();
    await kafka?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A broker for the tests; null, and one line that says why, where there can be none. */
async function startKafka(folder) {
  const { findProgram, makeCluster, NoKafka } = await import('../../dist/libs/embedded/src/kafka/index.js');
  try {
    const cluster = await makeCluster(folder, await findProgram(ROOT), 1);
    await cluster.start();
    return cluster;
  } catch (error) {
    if (!(error instanceof NoKafka)) throw error;
    console.error(`no Kafka for the tests: ${error.message}`);
    return null;
  }
}

function jestArguments(result) {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', inProject('node_modules/jest/bin/jest.js')];
  // At least two workers: in one process Jest never gives memory back.
  const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
  const paths = args.includes('--unit') ? [`^${ROOT}/(?:apps|libs|infra)/`] : patterns;
  return [...jest, '--config', 'infra/jest/jest.config.mjs', workers, '--json', `--outputFile=${result}`, ...paths];
}

/** TMPDIR may name a folder that is not there, or not ours. */
function temporaryFolder() {
  return [tmpdir(), '/tmp', '/var/tmp'].find(isWritable) ?? ROOT;
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // Jest did not come so far
  }
}
