import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Malformed } from '../malformed.js';
import { readZip, type Files } from '../package/zip.js';

/** The files of a package: a folder, or an archive. Links are refused: what they point to is not in the package. */
export const readPackage = async (path: string): Promise<Files> => {
  if (!(await stat(path)).isDirectory()) return readZip(await readFile(path));
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) throw new Malformed(`the package has something else than a file: ${file}`);
    files.set(relative(path, file).split(sep).join('/'), await readFile(file));
  }
  return files;
};
