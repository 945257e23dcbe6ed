import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Account, Ids } from './account.js';
import { canEnter } from './account.js';

/** As root: the place for files that the server's account cannot reach inside the project. It survives a reboot. */
export const ROOTS_PLACE = '/var/lib/minglu';

/** The files of one server. They are in the data folder, or in a folder that the data folder names. */
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

/** File in the data folder: the path of a home elsewhere. */
const LOCATION = 'postgres.location';
/** File in a home elsewhere: the path of its data folder. */
const BELONGS_TO = 'belongs-to';

/**
 * The existing home of a data folder, or null.
 * @throws Error if the data folder names a missing home: a new, empty database would look like lost data
 */
export function findHome(dataFolder: string): Home | null {
  const location = join(dataFolder, LOCATION);
  const elsewhere = readLine(location);
  if (elsewhere === null) return existsSync(join(dataFolder, 'postgres')) ? homeAt(dataFolder) : null;
  if (!existsSync(elsewhere))
    throw new Error(
      `${location} says that the database is in ${elsewhere}, but that is gone. To start with an empty database, delete ${location}.`,
    );
  return isOurs(elsewhere, dataFolder) ? homeAt(elsewhere) : null;
}

/** A new home: the data folder if the account can enter it, otherwise a folder below `ROOTS_PLACE`. */
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

/** A home for a temporary server, in the first temporary folder that the account can enter. */
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
 * A data folder that was moved keeps its home. Of a data folder that was copied, the original keeps it: two systems on one
 * database would corrupt each other's data.
 */
function isOurs(home: string, dataFolder: string): boolean {
  const owner = readLine(join(home, BELONGS_TO));
  const self = realpathSync(dataFolder);
  if (owner === self) return true;
  if (owner !== null && readLine(join(owner, LOCATION)) === home) return false;
  writeFileSync(join(home, BELONGS_TO), `${self}\n`);
  return true;
}

/** Gives a file that root made to the server's account. */
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
