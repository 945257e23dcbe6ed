import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const FOLDERS = ['apps', 'libs', 'test', 'infra', '.github', '.ci'];
const NOT_OURS = /(?:^|\/)(?:node_modules|dist|coverage|fixtures)(?:\/|$)/;

/** The project's own text files with one of these endings, as paths from `root`. Fixtures are left out. */
export const projectFiles = (root: string, endings: readonly string[]): string[] => {
  const isMeant = (name: string) => endings.some((ending) => name.endsWith(ending));
  const entries = readdirSync(root, { withFileTypes: true });
  const atTop = entries.filter((entry) => entry.isFile() && isMeant(entry.name)).map(({ name }) => name);
  const below = entries
    .filter((entry) => entry.isDirectory() && FOLDERS.includes(entry.name))
    .flatMap(({ name }) => readdirSync(join(root, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && isMeant(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !NOT_OURS.test(file));
  return [...atTop, ...below].sort();
};
