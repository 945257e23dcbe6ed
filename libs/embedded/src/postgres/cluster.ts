import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.js';
import { tryRun } from './account.js';
import type { Binaries } from './binaries.js';
import type { Home } from './home.js';
import { giveTo } from './home.js';

/** The owner of the cluster. It creates roles and databases, and migrates. The services connect with lesser roles. */
export const SUPERUSER = 'minglu';

const DRAFT = 'postgres.new-';
const INITDB_LIMIT_MS = 300_000;

/**
 * The superuser's password; a random one is made on first use. The server listens on TCP, where any user of the machine can
 * connect, so it requires a password (SCRAM). Only the account that owns the data can read the file.
 */
export function ensurePassword(home: Home, account: Account): string {
  if (existsSync(home.passwordFile)) return readFileSync(home.passwordFile, 'utf8').trim();
  if (isCluster(home.cluster)) throw new Error(`${home.passwordFile} is missing: the database cannot be opened without it.`);
  const password = randomBytes(24).toString('base64url');
  const draft = `${home.passwordFile}.new`;
  writeFileSync(draft, `${password}\n`, { mode: 0o600, flush: true });
  giveTo(account, draft);
  renameSync(draft, home.passwordFile);
  return password;
}

/**
 * Makes the data directory unless it exists. It is made under another name and then renamed, so that a crash leaves no
 * partial directory.
 * @throws Error for a folder with other content, or for data of another major version
 */
export function ensureCluster(home: Home, account: Account, binaries: Binaries, durable: boolean, log: (line: string) => void): void {
  if (isCluster(home.cluster)) return assertMajor(home.cluster, binaries.major);
  if (existsSync(home.cluster) && readdirSync(home.cluster).length > 0)
    throw new Error(`${home.cluster} is not a PostgreSQL data directory. Move it away.`);
  log('making a new database …');
  removeDrafts(home);
  const draft = join(home.dir, `${DRAFT}${process.pid}`); // its own name: an earlier initdb may still be running
  mkdirSync(draft, { mode: 0o700 });
  giveTo(account, draft);
  const failure = tryRun(account, binaries.initdb, initdbArguments(draft, home.passwordFile, durable), INITDB_LIMIT_MS);
  if (failure !== null) throw new Error(`initdb failed in ${draft}:\n${failure}`);
  renameSync(draft, home.cluster);
}

/** Removes the drafts of starts that were killed during initdb. */
function removeDrafts({ dir }: Home): void {
  const drafts = readdirSync(dir).filter((name) => name.startsWith(DRAFT));
  for (const draft of drafts) rmSync(join(dir, draft), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Locale C: text compares by code point, the same on every machine. Checksums detect pages that the disk corrupted. */
function initdbArguments(cluster: string, passwordFile: string, durable: boolean): string[] {
  const base = [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  return [...base, durable ? '--data-checksums' : '--no-sync'];
}

const isCluster = (dir: string): boolean => existsSync(join(dir, 'PG_VERSION'));

function assertMajor(cluster: string, major: string): void {
  const actual = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (actual !== major)
    throw new Error(`The data in ${cluster} is of PostgreSQL ${actual}, the server is ${major}. Migrate it with pg_upgrade or a dump.`);
}
