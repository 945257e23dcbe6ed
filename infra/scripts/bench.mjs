// `npm run bench`: the measurements of test/bench. Some compare with Emmett. Its peer dependencies contradict the project's, so it is a
// package apart, which is installed when one of them is asked for.
import { existsSync, readFileSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { installIsCurrent } from './lib/decide.mjs';
import { NODE_OPTIONS, ROOT, inProject } from './lib/project.mjs';
import { passThrough, step } from './lib/run.mjs';

const EMMETT = inProject('test/bench/emmett');
const WITH_EMMETT = ['emmett', 'read-dossier'];

await bootstrap();
const names = process.argv.slice(2).filter((argument) => /^[a-z][a-z0-9-]*$/.test(argument) && !argument.startsWith('--'));
if (names.length === 0 || names.some((name) => WITH_EMMETT.includes(name))) await installEmmett();
process.exit(
  await passThrough(process.execPath, [inProject('dist/test/bench/main.js'), ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS },
  }),
);

async function installEmmett() {
  const read = (path) => (existsSync(`${EMMETT}/${path}`) ? JSON.parse(readFileSync(`${EMMETT}/${path}`, 'utf8')) : null);
  if (installIsCurrent(read('package-lock.json'), read('node_modules/.package-lock.json'))) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=silent'];
  const npm = process.env.npm_execpath;
  await step('installing Emmett to compare with', ...(npm ? [process.execPath, [npm, ...args]] : ['npm', args]), { cwd: EMMETT });
}
