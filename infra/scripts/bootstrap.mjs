// Installs packages and builds where they are missing or out of date; prints each step on stderr. Needs only Node and npm.
import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { installIsCurrent } from './lib/decide.mjs';
import { alone } from './lib/lock.mjs';
import { EXIT, ROOT, inProject, requireNode } from './lib/project.mjs';
import { step } from './lib/run.mjs';

/**
 * Ends the process when it cannot be done.
 * @param {{ build?: boolean }} [options] `build: false`: install only
 */
export async function bootstrap(options = {}) {
  requireNode();
  const done = await alone(async () => (await install()) && (options.build === false || (await buildAll())));
  if (!done) process.exit(EXIT.setUp);
}

async function install() {
  const lock = readJson('package-lock.json');
  if (installIsCurrent(lock, readJson('node_modules/.package-lock.json'))) return true;
  // No package's own scripts are run: none is needed. The tools that build are among the development packages.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  return npm ? step('installing packages', process.execPath, [npm, ...args]) : step('installing packages', 'npm', args);
}

async function buildAll() {
  const started = performance.now();
  try {
    const { build } = await import('../build/build.mjs');
    const { compiled, total } = await build(ROOT);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (compiled > 0) process.stderr.write(`building … done (${compiled} of ${total} files, ${seconds} s)\n`);
    buildPages(await import('../build/console.mjs'));
    return true;
  } catch (error) {
    process.stderr.write(`building … FAILED\n${error.message}\n`);
    return false;
  }
}

function buildPages({ buildConsole }) {
  const started = performance.now();
  if (buildConsole(ROOT)) process.stderr.write(`building the pages … done (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
}

const readJson = (file) => (existsSync(inProject(file)) ? JSON.parse(readFileSync(inProject(file), 'utf8')) : null);

if (process.argv[1] === fileURLToPath(import.meta.url)) await bootstrap();
