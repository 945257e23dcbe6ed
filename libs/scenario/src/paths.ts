import { readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The scenario files that the arguments name, each once, in order; a folder stands for the .yaml and .yml files right in it. */
export const scenarioFiles = (
  paths: readonly string[],
  base: string,
): { readonly files: readonly string[]; readonly problems: readonly string[] } => {
  const files = new Set<string>();
  const problems: string[] = [];
  for (const path of paths) {
    const found = filesAt(resolve(base, path));
    if (found === undefined) problems.push(`没有这个文件或文件夹 / no such file or folder: ${path}`);
    else if (found.length === 0) problems.push(`文件夹中没有场景文件 / no .yaml or .yml file in the folder: ${path}`);
    else found.forEach((file) => files.add(file));
  }
  return { files: [...files], problems };
};

const filesAt = (path: string): readonly string[] | undefined => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats && [path];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
    .map((name) => join(path, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .sort();
};

/** Relative to where the caller stands if it lies below, otherwise absolute. */
export const shownPath = (file: string, base: string): string => {
  const path = relative(base, file);
  return path.startsWith(`..${sep}`) || isAbsolute(path) ? file : path;
};
