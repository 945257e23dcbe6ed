import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { identityOf } from '../children.js';
import { makeDataFolder } from '../folder-lock.js';
import { waitForStart } from '../wait.js';
import type { Account } from './account.js';
import { chooseAccount } from './account.js';
import type { Binaries } from './binaries.js';
import { prepareBinaries } from './binaries.js';
import { SUPERUSER, ensureCluster, ensurePassword } from './cluster.js';
import type { Home } from './home.js';
import { ROOTS_PLACE, findHome, makeHome, makeTemporaryHome, ownerOf } from './home.js';
import { removeOnExit } from './janitor.js';
import type { Server } from './server.js';
import { launch, ownership, removeStalePidFile, shutDown } from './server.js';
import type { Session } from './session.js';
import { openSession } from './session.js';
import { withStartLock } from './start-lock.js';

/** A running embedded server. */
export interface RunningPostgres extends Pick<Session, 'lost'> {
  /** Of the database `postgres`, as superuser. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  /** PostgreSQL's data directory and its log file. */
  readonly cluster: string;
  readonly logFile: string;
  /** The server ran before: another process uses it, or a killed process left it. */
  readonly reused: boolean;
  /** Ends our use of the server. Stops it and returns true, unless another process uses it, or it was started without us. */
  readonly stop: () => Promise<boolean>;
}

type PostgresOptions =
  /** Durable, in a data folder. All processes that start it share one server. */
  | { readonly dataDir: string; readonly fast?: false; readonly port?: number; readonly log?: (line: string) => void }
  /** Temporary, for this process only, without fsync. Its files are removed when the process exits for any reason. */
  | { readonly fast: true; readonly log?: (line: string) => void };

/**
 * Starts the embedded server, or joins the one that runs in the data folder.
 * @throws Error with a message for the operator
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => {});
  if (options.fast) return startTemporary(log);
  const dataFolder = makeDataFolder(options.dataDir);
  return withStartLock(dataFolder, () => startDurable(dataFolder, options.port, log));
}

/** Whether the data folder has an embedded database. */
export const hasPostgres = (dataDir: string): boolean => findHome(resolve(dataDir)) !== null;

async function startDurable(dataFolder: string, port: number | undefined, log: (line: string) => void): Promise<RunningPostgres> {
  const existing = findHome(dataFolder);
  const account = serverAccount(existing);
  const home = existing ?? makeHome(dataFolder, account);
  const binaries = prepareBinaries(account, [folderForCopies(home)]);
  const password = ensurePassword(home, account);
  ensureCluster(home, account, binaries, true, log);
  const { server, reused } = await reuseOrLaunch(home, account, binaries, { port, log });
  const url = urlOf(server, password);
  const session = await openSession(url).catch((error) => abandon(error, reused ? null : server, home));
  const stop = once(() => withStartLock(dataFolder, () => leave(session, server, home, isOurs(home, server))));
  return { ...properties(session, server, home, url), reused, stop };
}

async function startTemporary(log: (line: string) => void): Promise<RunningPostgres> {
  const account = serverAccount(null);
  const home = makeTemporaryHome(account);
  removeOnExit(home);
  try {
    const binaries = prepareBinaries(account, [folderForCopies(home)]);
    const password = ensurePassword(home, account);
    ensureCluster(home, account, binaries, false, log);
    const server = await launch(home, account, binaries, { durable: false, log });
    const url = urlOf(server, password);
    const session = await openSession(url).catch((error) => abandon(error, server, home));
    const stop = once(async () => {
      await leave(session, server, home, true);
      rmSync(home.dir, { recursive: true, force: true });
      return true;
    });
    return { ...properties(session, server, home, url), reused: false, stop };
  } catch (error) {
    rmSync(home.dir, { recursive: true, force: true });
    throw error;
  }
}

/** Joins a ready server; waits for one that starts or stops; launches one if there is none, after removing a stale pid file. */
async function reuseOrLaunch(
  home: Home,
  account: Account,
  binaries: Binaries,
  { port, log }: { readonly port: number | undefined; readonly log: (line: string) => void },
): Promise<{ server: Server; reused: boolean }> {
  let owner = await ownership(home.cluster);
  if (owner.kind === 'busy') {
    const settled = async (): Promise<boolean> => (owner = await ownership(home.cluster)).kind !== 'busy';
    await waitForStart('waiting for the database of an earlier run to start or to end', settled, { log });
  }
  switch (owner.kind) {
    case 'ready':
      return { server: owner, reused: true };
    case 'free': {
      if (owner.stalePidFile) removeStalePidFile(home.cluster);
      const server = await launch(home, account, binaries, { durable: true, port, log });
      writeFileSync(startedFile(home), identityOf(server.pid));
      return { server, reused: false };
    }
    case 'busy':
      throw new Error(`${home.cluster} is held by process ${owner.pids.join(', ')}, which neither starts nor ends.`);
  }
}

/** Stops a server that this process started and cannot connect to. */
async function abandon(error: unknown, started: Server | null, home: Home): Promise<never> {
  if (started !== null) await shutDown(started.pid, home.cluster);
  throw error;
}

/** The server that Minglu started last. One that an operator started by hand is another, and is left running. */
const startedFile = ({ dir }: Home): string => join(dir, 'postgres.started');
const isOurs = (home: Home, { pid }: Server): boolean =>
  existsSync(startedFile(home)) && readFileSync(startedFile(home), 'utf8') === identityOf(pid);

async function leave(session: Session, server: Server, home: Home, ours: boolean): Promise<boolean> {
  // A lost session cannot report the other processes. Then the server is dead, or has ended all sessions.
  const last = await session.leave().catch(() => true);
  if (last && ours) await shutDown(server.pid, home.cluster);
  return last && ours;
}

function serverAccount(home: Home | null): Account {
  const self = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
  const passwd = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
  return chooseAccount(self, passwd, home !== null && existsSync(home.cluster) ? ownerOf(home.cluster) : null);
}

/** Copies made by root serve all checkouts; those of another user are in the data folder. */
const folderForCopies = (home: Home): string => (process.getuid?.() === 0 ? ROOTS_PLACE : home.dir);

/** No TLS on the loopback, also if PGSSLMODE in the environment asks for it. */
const urlOf = ({ port }: Server, password: string): string =>
  `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;

function properties({ lost }: Session, { pid, port }: Server, { cluster, logFile }: Home, url: string) {
  return { url, pid, port, cluster, logFile, lost };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
