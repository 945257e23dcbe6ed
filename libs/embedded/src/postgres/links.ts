import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative } from 'node:path';

/** An entry of `pg-symlinks.json`. An npm package cannot contain links, so the package lists them, relative to its folder. */
interface LinkEntry {
  /** The library file, for example `native/lib/libpq.so.5.15`. */
  readonly source: string;
  /** The name under which the programs load it, for example `native/lib/libpq.so.5`. */
  readonly target: string;
}

interface Link {
  readonly path: string;
  /** Relative to the folder of `path`, so that the package can be moved. */
  readonly pointsTo: string;
}

/** The links to make. Throws for an entry outside the package, because we would write to that path. */
export function planLinks(entries: readonly LinkEntry[]): Link[] {
  return entries.map(({ source, target }) => {
    for (const path of [source, target]) {
      if (isAbsolute(path) || normalize(path).startsWith('..')) throw new Error(`pg-symlinks.json leads out of its package: ${path}`);
    }
    return { path: normalize(target), pointsTo: relative(dirname(normalize(target)), normalize(source)) };
  });
}

/**
 * Makes the links that the package's install script makes; npm may run with `ignore-scripts`.
 * @throws the file system's error if the folder is not writable
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
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process made it at the same time
  }
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
