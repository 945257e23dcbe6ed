// `npm test`: every check from nothing, on a PostgreSQL of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeApiTypes } from '../build/console.mjs';
import { bootstrap } from './bootstrap.mjs';
import { summary } from './lib/decide.mjs';
import { runSpecs } from './lib/jest.mjs';
import { EXIT, ROOT, inProject, temporaryFolder } from './lib/project.mjs';
import { step } from './lib/run.mjs';
import { testServers } from './lib/servers.mjs';
import { specGraph } from './lib/specs.mjs';

const HELP = `npm test                  All checks: format, lint, types, import rules, generated files, tests.
npm test -- --unit        The same with the unit part of the tests only: the specs beside the code that need no PostgreSQL or Kafka.
npm test -- <pattern> …   Only the tests whose path matches.

A PostgreSQL and a Kafka are started where a chosen spec needs them, and thrown away. DATABASE_URL is not used: tests never touch a database of yours.
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
writeApiTypes(ROOT);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (interrupted = true));

const checked = patterns.length > 0 || (await checks());
const { code, report } = checked && !interrupted ? await tests() : { code: EXIT.failed, report: null };
console.log(`\n${summary(report, code !== 0)}`);
process.exit(interrupted ? EXIT.interrupted : code === 0 ? EXIT.passed : EXIT.failed);

/** Two rows of steps beside each other, each step under a heading of its own. The first that fails ends both, with its output. */
async function checks() {
  const tool = (path) => inProject('node_modules', path);
  const first = [
    ['format', tool('prettier/bin/prettier.cjs'), '--config', 'infra/lint/prettier.json', '--log-level', 'warn', '--check', '.'],
    ['lint', tool('eslint/bin/eslint.js'), '--config', 'infra/lint/eslint.config.mjs', '.'],
  ];
  const second = [
    ['types', tool('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'],
    ['types of the pages', tool('typescript/bin/tsc'), '--noEmit', '-p', 'apps/console/tsconfig.json'],
    [
      'import rules',
      tool('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      'infra/lint/dependency-cruiser.cjs',
      'apps',
      'libs',
      'test',
    ],
    ['prose', 'infra/lint/prose.mjs'],
    ['unused code', tool('knip/bin/knip.js'), '--config', 'infra/lint/knip.json'],
    ['repeated code', tool('jscpd/run-jscpd.js'), '--config', 'infra/lint/jscpd.json', '--silent'],
    ['lock file', 'infra/lint/check-lockfile.mjs'],
    ['docker-compose.yml', 'infra/lint/check-compose.mjs'],
    ['generated files', 'infra/scripts/generate.mjs', '--check'],
  ];
  let failed = false;
  const run = async (steps) => {
    for (const [label, ...command] of steps) {
      if (interrupted || failed) return;
      if (!(await step(label, process.execPath, command))) failed = true;
    }
  };
  await Promise.all([run(first), run(second)]);
  return !interrupted && !failed;
}

/** Jest with the servers that the chosen specs need; they are gone afterwards, however this ends. */
async function tests() {
  const servers = testServers();
  const graph = specGraph(ROOT);
  const specs = args.includes('--unit') ? graph.part('unit', patterns) : graph.specs(patterns);
  if (specs.length === 0) {
    console.error(`no spec matches ${patterns.join(' ')}`);
    return { code: EXIT.failed, report: null };
  }
  try {
    const result = join(servers.folder, 'jest.json');
    const env = await servers.provide(graph.needs(specs));
    if (interrupted) return { code: EXIT.interrupted, report: null };
    const code = await runSpecs(graph, specs, { env, options: ['--json', `--outputFile=${result}`] });
    return { code, report: readReport(result) };
  } finally {
    await servers.stop();
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // Jest did not come so far
  }
}
