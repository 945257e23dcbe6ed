import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative } from 'node:path';

/** An entry of `pg-symlinks.json`: npm packages cannot carry links, so this one lists them, relative to its own folder. */
export interface LinkEntry {
  /** The library that is there, for example `native/lib/libpq.so.5.15`. */
  readonly source: string;
  /** The name that the programs load it by, for example `native/lib/libpq.so.5`. */
  readonly target: string;
}

export interface Link {
  readonly path: string;
  /** Relative to the folder of `path`, so that the whole can be moved. */
  readonly pointsTo: string;
}

/** The links to make. An entry that leads out of the package is an error: it is a path that we would write to. */
export function planLinks(entries: readonly LinkEntry[]): Link[] {
  return entries.map(({ source, target }) => {
    for (const path of [source, target]) {
      if (isAbsolute(path) || normalize(path).startsWith('..')) throw new Error(`pg-symlinks.json leads out of its package: ${path}`);
    }
    return { path: normalize(target), pointsTo: relative(dirname(normalize(target)), normalize(source)) };
  });
}

/**
 * Makes the links that the package's install script would have made; npm may have been told to run no scripts.
 * @throws the file system's error where the folder may not be written to
 */
export function rebuildLinks(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!exists(list)) return;
  for (const { path, pointsTo } of planLinks(JSON.parse(readFileSync(list, 'utf8')) as LinkEntry[])) {
    const link = join(packageDir, path);
    if (!exists(link)) makeLink(pointsTo, link);
  }
}

function makeLink(pointsTo: string, link: string): void {
  try {
    symlinkSync(pointsTo, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process made it in this moment
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
