// `npm run test:unit`, `npm run test:integration` and `npm run test:watch`: chosen specs alone, with no check before them, and no server
// that they do not need.
import { watch } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { runSpecs } from './lib/jest.mjs';
import { EXIT, ROOT, requireNode, temporaryFolder } from './lib/project.mjs';
import { PROVOKING, recording } from './lib/refusals.mjs';
import { testServers } from './lib/servers.mjs';
import { specGraph } from './lib/specs.mjs';

const HELP = `npm run test:unit                       The unit part: the specs beside the code that need no PostgreSQL or Kafka.
npm run test:unit -- <pattern> …        Each spec of the project whose path matches, whatever it needs.
npm run test:unit -- --refusals         Runs the specs of the acts and writes libs/contracts/refusals.json from the refusals and warnings
                                        that they expect. With patterns it runs those specs and only adds entries.
npm run test:integration                The other specs beside the code: those on a real PostgreSQL or Kafka.
npm run test:integration -- <pattern> … Those of them whose path matches.
npm run test:watch [-- <pattern> …]     After each change those of the chosen specs that the change reaches. Chosen are all specs beside
                                        the code, or with patterns each spec of the project whose path matches; these run at once.

Nothing is built, and no PostgreSQL or Kafka is started, unless a chosen spec needs it. test:watch keeps them until it ends (Ctrl-C).

Exit codes
  0    everything passed
  1    a spec failed
  2    an option that is not understood, or no spec that matches
  6    installing, building or starting a server failed
  130  interrupted
`;
/** An editor writes a file in several steps. */
const SETTLED_MS = 80;

const args = process.argv.slice(2);
const watching = args.includes('--watch');
const rewriting = args.includes('--refusals');
const integration = args.includes('--integration');
const patterns = args.filter((arg) => !arg.startsWith('-'));
const unknown = args.filter((arg) => arg.startsWith('-') && !['--watch', '--refusals', '--integration', '--help', '-h'].includes(arg));
if (watching && rewriting) unknown.push('--refusals');
if (integration && (watching || rewriting)) unknown.push('--integration');
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
  if (integration) return graph.part('integration', patterns);
  if (patterns.length > 0) return graph.specs(patterns);
  if (rewriting) return graph.specs(PROVOKING);
  return watching ? [...graph.part('unit'), ...graph.part('integration')] : graph.part('unit');
}

async function run(specs) {
  if (specs.length === 0) {
    console.error(`no ${integration ? 'integration ' : ''}spec matches ${patterns.join(' ')}`);
    return EXIT.usage;
  }
  const provided = await servers.provide(graph.needs(specs)).catch((error) => void console.error(error.message));
  if (interrupted) return EXIT.interrupted;
  if (provided === undefined) return EXIT.setUp;
  return runSpecs(graph, specs, { env: { ...provided, ...record?.environment } });
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
