// Installs and builds what is missing or out of date, and says what it does on stderr. Needs nothing but Node and npm.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installIsCurrent } from './lib/decide.mjs';
import { alone } from './lib/lock.mjs';
import { EXIT, inProject, requireNode } from './lib/project.mjs';
import { step } from './lib/run.mjs';
import { buildIsCurrent, fingerprint, recordBuild, prepareBuild } from './lib/sources.mjs';

/** Ends the process when it cannot be done. */
export async function bootstrap() {
  requireNode();
  const done = await alone(async () => (await install()) && (await build()));
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

async function build() {
  const print = fingerprint();
  if (buildIsCurrent(print)) return true;
  prepareBuild();
  const nest = inProject('node_modules/@nestjs/cli/bin/nest.js');
  if (!(await step('building', process.execPath, [nest, 'build', 'standalone']))) return false;
  recordBuild(print); // of the sources as they were: what was edited meanwhile is built the next time
  return true;
}

const readJson = (file) => (existsSync(inProject(file)) ? JSON.parse(readFileSync(inProject(file), 'utf8')) : null);

if (process.argv[1] === fileURLToPath(import.meta.url)) await bootstrap();
