import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Edit } from './new-act.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['apps', 'libs', 'test', 'infra', '.github'];
const FILES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'nest-cli.json',
  '.swcrc',
  '.prettierignore',
  '.npmrc',
  'README.md',
  'docker-compose.yml',
];
/** Files that commands write: the contracts, the table of commands, the index of each chapter. */
const GENERATED =
  /^libs\/contracts\/(?!generate\/)|^libs\/projections\/src\/refusals-data\.ts$|^libs\/dossier\/commands\.md$|^libs\/dossier\/src\/[^/]+\/index\.ts$/;

/** A copy of the project in a folder of its own, built as far as this one is. */
export const copyOfTheTree = async (): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'minglu-tree-'));
  const skip = (path: string) => !/\/(?:node_modules|\.data)$/.test(path);
  for (const name of [...FOLDERS, ...FILES, 'dist'])
    await cp(join(ROOT, name), join(copy, name), { recursive: true, filter: skip }).catch(absent);
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
};
const absent = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOENT') throw error;
};

export const apply = async (copy: string, edits: Readonly<Record<string, Edit>>): Promise<void> => {
  for (const [path, edit] of Object.entries(edits)) {
    const file = join(copy, path);
    if ('text' in edit) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, edit.text);
      continue;
    }
    const text = await readFile(file, 'utf8');
    if (!text.includes(edit.before)) throw new Error(`${path} has no line ${edit.before}`);
    await writeFile(
      file,
      text.replace(edit.before, () => edit.insert + edit.before),
    );
  }
};

/** A file as it is in this project. */
export const textHere = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** The files that differ from this project and are not generated: the files that a person has edited. */
export const editedByHand = async (copy: string): Promise<readonly string[]> => {
  const edited: string[] = [];
  for (const path of await filesBelow(copy)) {
    if (GENERATED.test(path)) continue;
    const [here, there] = await Promise.all([join(ROOT, path), join(copy, path)].map((file) => readFile(file, 'utf8').catch(() => null)));
    if (here !== there) edited.push(path);
  }
  return edited.sort();
};
const filesBelow = async (copy: string): Promise<readonly string[]> =>
  (await Promise.all(FOLDERS.map((folder) => readdir(join(copy, folder), { recursive: true, withFileTypes: true }).catch(() => []))))
    .flat()
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(copy.length + 1));

export interface Run {
  readonly code: number;
  readonly output: string;
}

/** Runs a program of the copy with Node. */
export const run = (copy: string, ...args: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    execFile(process.execPath, [...args], { cwd: copy, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });
