// Builds the pages of apps/console into dist/console with Vite, after the libraries: names and forms come from them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const RECORD = 'dist/console/.build';
/** The record of the build of the libraries: each source with its digest. Names and forms of the pages come from the libraries. */
const LIBRARIES = 'dist/.build.json';
const SOURCES = [
  'apps/console',
  'infra/build/console.mjs',
  'infra/build/console-modules.mjs',
  'libs/contracts/openapi.json',
  'package-lock.json',
];
const NAMED_BY = /^libs\/(?:kernel|regulation|reference|dossier|projections|tables)\/|^libs\/system\/src\/registry\.ts$/;

/** Types of the API as the client of the pages has them. */
export const API_TYPES = 'dist/console-api.d.ts';

function* filesOf(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  const entries = readdirSync(full, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of entries) yield relative(root, join(entry.parentPath, entry.name));
}

const isFile = (path) => /\.[a-z]+$/.test(path);

/** A digest of everything that a build depends on. */
function digest(root) {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((path) => (isFile(path) ? [path] : [...filesOf(root, path)]));
  for (const path of files.sort())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  const { files: digests } = JSON.parse(readFileSync(join(root, LIBRARIES), 'utf8'));
  hash.update(JSON.stringify(Object.entries(digests).filter(([path]) => NAMED_BY.test(path))));
  return hash.digest('hex');
}

const run = (root, program, args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} failed\n${stdout}\n${stderr}`);
};

/** Writes the types of the API for the compiler; nothing else needs them. */
export const writeApiTypes = (root) => run(root, 'openapi-typescript/bin/cli.js', ['libs/contracts/openapi.json', '-o', API_TYPES]);

/**
 * Brings dist/console up to date.
 * @returns {boolean} whether it was built
 */
export function buildConsole(root) {
  const now = digest(root);
  if (existsSync(join(root, RECORD)) && readFileSync(join(root, RECORD), 'utf8') === now) return false;
  run(root, 'vite/bin/vite.js', ['build', '--config', 'apps/console/vite.config.ts', '--logLevel', 'warn']);
  writeFileSync(join(root, RECORD), now);
  return true;
}
