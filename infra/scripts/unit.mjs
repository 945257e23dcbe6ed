// `npm run test:unit` and `npm run test:watch`: chosen specs alone, with no check before them, and no server that they do not need.
import { watch } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { JEST, WORKERS } from './lib/jest.mjs';
import { EXIT, ROOT, requireNode, temporaryFolder } from './lib/project.mjs';
import { PROVOKING, recording } from './lib/refusals.mjs';
import { passThrough } from './lib/run.mjs';
import { testServers } from './lib/servers.mjs';
import { specGraph } from './lib/specs.mjs';

const HELP = `npm run test:unit [-- <pattern> …]    The specs beside the code; with patterns, each spec of the project whose path matches.
npm run test:unit -- --refusals       Runs the specs of the acts and writes libs/contracts/refusals.json from the refusals and warnings that
                                      they expect. With patterns it runs those specs and only adds entries.
npm run test:watch [-- <pattern> …]   The same again after each change: of the chosen specs those that the change reaches.

Nothing is built, and no PostgreSQL or Kafka is started, unless a chosen spec needs it. test:watch keeps them until it ends (Ctrl-C).

Exit codes
  0    everything passed
  1    a spec failed
  2    an option that is not understood, or no spec that matches
  6    installing, building or starting a server failed
  130  interrupted
`;
const BESIDE_THE_CODE = ['^(?:apps|libs|infra)/'];
/** An editor writes a file in several steps. */
const SETTLED_MS = 80;

const args = process.argv.slice(2);
const watching = args.includes('--watch');
const rewriting = args.includes('--refusals');
const patterns = args.filter((arg) => !arg.startsWith('-'));
const unknown = args.filter((arg) => arg.startsWith('-') && !['--watch', '--refusals', '--help', '-h'].includes(arg));
if (watching && rewriting) unknown.push('--refusals');
if (unknown.length > 0 || args.includes('--help') || args.includes('-h')) {
  console.log(unknown.length > 0 ? `not understood: ${unknown.join(' ')}\n\n${HELP}` : HELP);
  process.exit(unknown.length > 0 ? EXIT.usage : EXIT.passed);
}
requireNode();
process.chdir(ROOT);
process.env.TMPDIR = temporaryFolder();
await bootstrap({ build: false });

const graph = specGraph(ROOT);
const servers = testServers();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (interrupted = true));

const record = rewriting ? recording() : undefined;
const code = await (watching ? again() : run(chosen())).finally(() => servers.stop());
if (code === EXIT.passed) record?.save({ add: patterns.length > 0 });
record?.discard();
process.exit(interrupted ? EXIT.interrupted : code);

function chosen() {
  return graph.specs(patterns.length > 0 ? patterns : rewriting ? PROVOKING : BESIDE_THE_CODE);
}

async function run(specs) {
  if (specs.length === 0) {
    console.error(`no spec matches ${patterns.join(' ')}`);
    return EXIT.usage;
  }
  const provided = await servers.provide(graph.needs(specs)).catch((error) => void console.error(error.message));
  if (interrupted) return EXIT.interrupted;
  if (provided === undefined) return EXIT.setUp;
  const workers = specs.length > 1 ? WORKERS : '--runInBand';
  return passThrough(process.execPath, [...JEST, workers, '--runTestsByPath', ...specs], {
    env: { ...process.env, ...provided, ...record?.environment },
  });
}

/** Runs the chosen specs, then after each change those that it reaches, until interrupted. */
async function again() {
  let changed = new Set();
  let wake = () => {};
  const watchers = ['apps', 'libs', 'infra', 'test'].map((folder) =>
    watch(folder, { recursive: true }, (_, name) => {
      if (name === null || name.includes('node_modules')) return;
      changed.add(`${folder}/${name}`);
      wake();
    }),
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => wake());
  if (patterns.length > 0) await run(chosen());
  while (!interrupted) {
    console.log('\nwaiting for a change (Ctrl-C ends)');
    while (changed.size === 0 && !interrupted) await new Promise((resolve) => (wake = resolve));
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const files = [...changed];
    changed = new Set();
    const specs = graph.affected(chosen(), files);
    if (specs.length > 0 && !interrupted) await run(specs);
  }
  for (const watcher of watchers) watcher.close();
  return EXIT.passed;
}
