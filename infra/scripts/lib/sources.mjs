// What dist is built from, and whether it still is.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';
import { orphans } from './decide.mjs';

const FOLDERS = ['apps', 'libs', 'test/bench', 'test/golden'];
const SETTINGS = ['nest-cli.json', 'tsconfig.json', 'infra/build/tsconfig.build.json', 'package-lock.json'];
const FINGERPRINT = 'dist/.fingerprint';
/** The compiler's memory of what it has written; it does not look whether that is still there. */
const MEMORY = 'dist/.tsbuildinfo';
const ENTRY = 'dist/apps/standalone/src/supervisor.js';

/** A hash over the names and contents of all sources: some hundred files, some ten milliseconds. */
export function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [...sources(), ...SETTINGS])
    hash
      .update(`${file}\0`)
      .update(readFileSync(inProject(file)))
      .update('\0');
  return hash.digest('hex');
}

/** @param {string} print of the sources as they are */
export const buildIsCurrent = (print) => isWhole() && readFileSync(inProject(FINGERPRINT), 'utf8') === print;

const isWhole = () => [FINGERPRINT, ENTRY].every((file) => existsSync(inProject(file)));

export const recordBuild = (print) => writeFileSync(inProject(FINGERPRINT), print);

/** Removes what the next build would leave lying, and has it write everything where something is missing. */
export function prepareBuild() {
  if (!isWhole()) rmSync(inProject(MEMORY), { force: true });
  const built = FOLDERS.flatMap((folder) => filesBelow('dist', folder));
  for (const file of orphans(built, sources())) rmSync(inProject('dist', file), { force: true });
}

const sources = () => FOLDERS.flatMap((folder) => filesBelow('', folder)).filter((file) => !file.endsWith('.spec.ts'));

/** The paths of all files in a folder, below `base`, in a fixed order. */
function filesBelow(base, folder) {
  const dir = inProject(base, folder);
  if (!existsSync(dir)) return [];
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(folder, join(entry.parentPath ?? entry.path, entry.name).slice(dir.length + 1))).sort();
}
