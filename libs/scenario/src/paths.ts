import { readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The scenario files of the paths, each once, in order. A folder stands for its .yaml and .yml files, without subfolders. */
export const scenarioFiles = (
  paths: readonly string[],
  base: string,
): { readonly files: readonly string[]; readonly problems: readonly string[] } => {
  const files = new Set<string>();
  const problems: string[] = [];
  for (const path of paths) {
    const matched = filesAt(resolve(base, path));
    if (matched === undefined) problems.push(`没有这个文件或文件夹 / no such file or folder: ${path}`);
    else if (matched.length === 0) problems.push(`文件夹中没有场景文件 / no .yaml or .yml file in the folder: ${path}`);
    else matched.forEach((file) => files.add(file));
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

/** A file below `base` as a relative path, another file as an absolute one. */
export const shownPath = (file: string, base: string): string => {
  const path = relative(base, file);
  return path.startsWith(`..${sep}`) || isAbsolute(path) ? file : path;
};
