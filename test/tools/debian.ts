import { mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './made-once.js';

/**
 * Unpacks packages of Debian, with those that they need and this machine lacks, into a folder. Nothing is installed, and no rights are needed.
 *
 * @throws where apt or a package cannot be had
 */
export const unpackDebian = (root: string, packages: readonly string[]): void => {
  const [lists, archives] = ['lists', 'archives'].map((name) => join(root, '.apt', name)) as [string, string];
  for (const folder of [lists, archives]) mkdirSync(join(folder, 'partial'), { recursive: true });
  // The settings of this machine, with lists and archives of its own.
  const own = Object.entries({
    'Dir::State::lists': lists,
    'Dir::Cache::archives': archives,
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Debug::NoLocking': '1',
    // As root it would read as another user, who may not enter the folder.
    'APT::Sandbox::User': 'root',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  run('apt-get', ['-qq', ...own, 'update']);
  run('apt-get', ['-qq', '-y', ...own, '--no-install-recommends', '--download-only', 'install', ...packages]);
  for (const name of readdirSync(archives).filter((one) => one.endsWith('.deb'))) run('dpkg-deb', ['-x', join(archives, name), root]);
  rmSync(join(root, '.apt'), { recursive: true });
  // Links from the root of the machine lead into the folder.
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isSymbolicLink())) {
    const link = join(entry.parentPath, entry.name);
    const target = readlinkSync(link);
    if (!target.startsWith('/')) continue;
    rmSync(link);
    symlinkSync(join(root, target), link);
  }
};
