import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Account, Ids } from './account.js';
import { canEnter } from './account.js';

/** Where root puts what the server's account cannot reach inside the project; it survives a restart of the machine. */
export const ROOTS_PLACE = '/var/lib/minglu';

/** The files of one server. They lie in the data folder, or together in a place that the data folder names. */
export interface Home {
  readonly dir: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
}

export const homeAt = (dir: string): Home => ({
  dir,
  cluster: join(dir, 'postgres'),
  passwordFile: join(dir, 'postgres.password'),
  logFile: join(dir, 'postgres.log'),
});

/** In the data folder: the path of the home elsewhere. */
const LOCATION = 'postgres.location';
/** In a home elsewhere: the path of its data folder. */
const BELONGS_TO = 'belongs-to';

/**
 * The home that a data folder has already, or null.
 * @throws Error where it names one that is gone: an empty database in its stead would look like a loss of everything
 */
export function findHome(dataFolder: string): Home | null {
  const location = join(dataFolder, LOCATION);
  const elsewhere = readLine(location);
  if (elsewhere === null) return existsSync(join(dataFolder, 'postgres')) ? homeAt(dataFolder) : null;
  if (!existsSync(elsewhere))
    throw new Error(`${location} says that the database is in ${elsewhere}, but that is gone. If it shall be so, delete ${location}.`);
  return isOurs(elsewhere, dataFolder) ? homeAt(elsewhere) : null;
}

/** A new home: the data folder itself if the account can enter it, else a place of root's. */
export function makeHome(dataFolder: string, account: Account): Home {
  if (canEnter(account, dataFolder)) return homeAt(dataFolder);
  const dir = join(ROOTS_PLACE, `${basename(realpathSync(join(dataFolder, '..')))}-${randomBytes(4).toString('hex')}`);
  mkdirSync(ROOTS_PLACE, { recursive: true, mode: 0o755 });
  mkdirSync(dir, { mode: 0o755 });
  if (!canEnter(account, dir)) {
    rmSync(dir, { recursive: true });
    throw new Error(
      `${dataFolder} and ${ROOTS_PLACE} are both out of reach of ${account.label}. Set MINGLU_DATA to a folder that it can enter.`,
    );
  }
  writeFileSync(join(dir, BELONGS_TO), `${realpathSync(dataFolder)}\n`);
  writeFileSync(join(dataFolder, LOCATION), `${dir}\n`);
  return homeAt(dir);
}

/** A home for a throw-away server, in the first temporary folder that the account can enter. */
export function makeTemporaryHome(account: Account): Home {
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    if (!existsSync(parent)) continue;
    const dir = mkdtempSync(join(parent, 'minglu-postgres-'));
    giveTo(account, dir);
    if (canEnter(account, dir)) return homeAt(dir);
    rmSync(dir, { recursive: true });
  }
  throw new Error(`No temporary folder is within reach of ${account.label}. Set TMPDIR to one.`);
}

/**
 * A data folder may have been moved, and takes its home along; or copied, and then the first one keeps it, for two systems
 * on one database would destroy each other's work.
 */
function isOurs(home: string, dataFolder: string): boolean {
  const owner = readLine(join(home, BELONGS_TO));
  const self = realpathSync(dataFolder);
  if (owner === self) return true;
  if (owner !== null && readLine(join(owner, LOCATION)) === home) return false;
  writeFileSync(join(home, BELONGS_TO), `${self}\n`);
  return true;
}

/** Files made by root for the server's account belong to it. */
export function giveTo({ ids }: Account, path: string): void {
  if (ids.uid !== undefined && ids.gid !== undefined) chownSync(path, ids.uid, ids.gid);
}

export function ownerOf(path: string): Ids {
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

function readLine(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
