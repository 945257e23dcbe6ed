import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';
import { chooseAccount } from './account.js';
import type { Binaries } from './binaries.js';
import { prepareBinaries } from './binaries.js';
import { SUPERUSER, ensureCluster, ensurePassword } from './cluster.js';
import type { Home } from './home.js';
import { ROOTS_PLACE, findHome, makeHome, makeTemporaryHome, ownerOf } from './home.js';
import { cleanUpAfterUs } from './janitor.js';
import type { Server } from './server.js';
import { launch, ownership, removeStalePidFile, shutDown } from './server.js';
import type { Session } from './session.js';
import { openSession } from './session.js';
import { alone } from './start-lock.js';

/** A start on a data folder waits as long as this for a server that is starting or stopping there. */
const BUSY_LIMIT_MS = 120_000;

/** A running server of ours. `url` is the superuser's, of the database `postgres`. */
export interface RunningPostgres extends Pick<Session, 'lost' | 'claim' | 'holder'> {
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  /** PostgreSQL's data directory, and the file that it logs to. */
  readonly cluster: string;
  readonly logFile: string;
  /** It was running before, left by a process that was killed or in use by one that lives. */
  readonly reused: boolean;
  /** Ends our use of it, and the server itself unless another process uses it. True if the server has ended. */
  readonly stop: () => Promise<boolean>;
}

export type PostgresOptions =
  /** On a data folder: durable, found again by the next start, one server however many processes ask for it. */
  | { readonly dataDir: string; readonly fast?: false; readonly log?: (line: string) => void }
  /** A throw-away server of this process alone, without fsync; nothing of it is left when the process ends in any way. */
  | { readonly fast: true; readonly log?: (line: string) => void };

/** @throws Error with a message for the operator */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => {});
  if (options.fast) return startThrowAway(log);
  const dataFolder = resolve(options.dataDir);
  makeFolder(dataFolder);
  return alone(dataFolder, () => startDurable(dataFolder, log));
}

/** Whether a server of ours was ever started on this data folder. */
export const hasPostgres = (dataDir: string): boolean => findHome(resolve(dataDir)) !== null;

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(`The data folder ${path} cannot be written to. Set MINGLU_DATA to one of your own.`, { cause });
  }
}

async function startDurable(dataFolder: string, log: (line: string) => void): Promise<RunningPostgres> {
  const found = findHome(dataFolder);
  const account = ownAccount(found);
  const home = found ?? makeHome(dataFolder, account);
  const binaries = prepareBinaries(account, [placeForCopies(home)]);
  const password = ensurePassword(home, account);
  ensureCluster(home, account, binaries, true, log);
  const { server, reused } = await reuseOrLaunch(home, account, binaries, log);
  const url = urlOf(server, password);
  const session = await openSession(url).catch((error) => giveUp(error, reused ? null : server, home));
  const stop = once(() => alone(dataFolder, () => leaveAndStop(session, server, home)));
  return { ...facts(session, server, home, url), reused, stop };
}

async function startThrowAway(log: (line: string) => void): Promise<RunningPostgres> {
  const account = ownAccount(null);
  const home = makeTemporaryHome(account);
  cleanUpAfterUs(home);
  try {
    const binaries = prepareBinaries(account, [placeForCopies(home)]);
    const password = ensurePassword(home, account);
    ensureCluster(home, account, binaries, false, log);
    const server = await launch(home, account, binaries, false);
    const url = urlOf(server, password);
    const session = await openSession(url).catch((error) => giveUp(error, server, home));
    const stop = once(async () => {
      await leaveAndStop(session, server, home);
      rmSync(home.dir, { recursive: true, force: true });
      return true;
    });
    return { ...facts(session, server, home, url), reused: false, stop };
  } catch (error) {
    rmSync(home.dir, { recursive: true, force: true });
    throw error;
  }
}

/** A live server is used as it is; a dead one's pid file is removed; one on its way is waited for. */
async function reuseOrLaunch(
  home: Home,
  account: Account,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<{ server: Server; reused: boolean }> {
  const deadline = performance.now() + BUSY_LIMIT_MS;
  for (let told = false; ; told = true) {
    const owner = await ownership(home.cluster);
    if (owner.kind === 'ready') return { server: owner, reused: true };
    if (owner.kind === 'free') {
      if (owner.stalePidFile) removeStalePidFile(home.cluster);
      return { server: await launch(home, account, binaries, true), reused: false };
    }
    if (performance.now() > deadline)
      throw new Error(`${home.cluster} is held by process ${owner.pids.join(', ')}, which neither starts nor ends.`);
    if (!told) log('waiting for the database of an earlier run to end …');
    await sleep(100);
  }
}

/** A server that we started and cannot open shall not be left behind. */
async function giveUp(error: unknown, started: Server | null, home: Home): Promise<never> {
  if (started !== null) await shutDown(started.pid, home.cluster);
  throw error;
}

async function leaveAndStop(session: Session, server: Server, home: Home): Promise<boolean> {
  // A session that is lost cannot tell who else is there; then the server is dead or has thrown everybody out.
  const last = await session.leave().catch(() => true);
  if (last) await shutDown(server.pid, home.cluster);
  return last;
}

function ownAccount(home: Home | null): Account {
  const self = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
  const passwd = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
  return chooseAccount(self, passwd, home !== null && existsSync(home.cluster) ? ownerOf(home.cluster) : null);
}

/** Root's copies serve all checkouts; another user's lie with the data. */
const placeForCopies = (home: Home): string => (process.getuid?.() === 0 ? ROOTS_PLACE : home.dir);

/** TLS is for networks; this is the loopback, and a PGSSLMODE in the environment is meant for somebody else. */
const urlOf = ({ port }: Server, password: string): string =>
  `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;

function facts({ lost, claim, holder }: Session, { pid, port }: Server, { cluster, logFile }: Home, url: string) {
  return { url, pid, port, cluster, logFile, lost, claim, holder };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
