import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../ports.js';
import { waitForStart, waitUntil } from '../wait.js';
import type { Account } from './account.js';
import { serverEnvironment } from './account.js';
import type { Binaries } from './binaries.js';
import type { Home } from './home.js';
import { giveTo } from './home.js';
import type { Ownership } from './ownership.js';
import { decideOwnership } from './ownership.js';
import { parsePostmasterPid } from './pid-file.js';
import { isLivingPostgres, livingPostgres } from './process-table.js';
import { serverSettings } from './settings.js';

const POLL_MS = 25;
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;
const LOG_LIMIT_BYTES = 10_000_000;

interface LaunchOptions {
  readonly durable: boolean;
  readonly port?: number | undefined;
  readonly log: (line: string) => void;
}

export interface Server {
  readonly pid: number;
  readonly port: number;
}

/** The current owner of a data directory. */
export async function ownership(cluster: string): Promise<Ownership> {
  const file = join(cluster, 'postmaster.pid');
  const pidFile = readPidFile(file);
  return decideOwnership(pidFile, existsSync(file), await livingPostgres(cluster, pidFile));
}

/** Only for a data directory without an owner, and under the start lock (start-lock.ts). */
export const removeStalePidFile = (cluster: string): void => rmSync(join(cluster, 'postmaster.pid'), { force: true });

/**
 * Starts a server on a data directory without an owner, and waits until it accepts connections. It listens on 127.0.0.1, by default
 * on a free port.
 * It is detached, so that a signal to our process group (Ctrl-C) does not reach it.
 * @throws Error with the end of the server's log
 */
export async function launch(
  home: Home,
  account: Account,
  binaries: Binaries,
  { durable, port: fixed, log: report }: LaunchOptions,
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = fixed ?? (await freePorts(1))[0]!;
    const log = openLog(home, account);
    const args = ['-D', home.cluster, ...serverSettings(port, durable)];
    const child = spawn(binaries.postgres, args, {
      ...account.ids,
      cwd: home.cluster,
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    closeSync(log.fd);
    const failure = await ready(child, home.cluster, report);
    child.unref();
    if (failure === null) return { pid: child.pid!, port };
    const output = readFileSync(home.logFile, 'utf8').slice(log.start).trim();
    const portTaken = output.includes('could not bind'); // by another process after we had chosen it
    if (!portTaken || fixed !== undefined || attempt === 5)
      throw new Error(`PostgreSQL did not start (${failure}). ${home.logFile} says:\n${output.slice(-2_000)}`);
  }
}

/** Waits for `ready` in `postmaster.pid`; a file with another pid is stale. Null when ready, otherwise the failure. */
async function ready(child: ChildProcess, cluster: string, log: (line: string) => void): Promise<string | null> {
  let failure: string | null = null;
  child.on('error', (error) => (failure = error.message)).on('exit', (code, signal) => (failure = `ended with ${code ?? signal}`));
  const settled = (): boolean => {
    const pidFile = readPidFile(join(cluster, 'postmaster.pid'));
    return failure !== null || (pidFile !== null && pidFile.pid === child.pid && pidFile.status === 'ready');
  };
  // No limit: crash recovery reads the write-ahead log since the last checkpoint, which takes long on a slow disk.
  await waitForStart('waiting for PostgreSQL to start', settled, { limitMs: Number.POSITIVE_INFINITY, log });
  return failure;
}

/** Fast shutdown: open transactions are rolled back and committed data is written out. Immediate shutdown if that takes too long. */
export async function shutDown(pid: number, cluster: string): Promise<void> {
  if (await signalAndWait(pid, cluster, 'SIGINT', FAST_STOP_MS)) return;
  if (await signalAndWait(pid, cluster, 'SIGQUIT', IMMEDIATE_STOP_MS)) return;
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

async function signalAndWait(pid: number, cluster: string, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  if (isLivingPostgres(pid, cluster)) process.kill(pid, signal);
  return waitUntil(() => !isLivingPostgres(pid, cluster), { withinMs: limitMs, everyMs: POLL_MS });
}

function readPidFile(file: string) {
  try {
    return parsePostmasterPid(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Opens the log to append. A long log is first renamed to `.1`. `start`: the offset at which this run's output begins. */
function openLog({ logFile }: Home, account: Account): { fd: number; start: number } {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const fd = openSync(logFile, 'a', 0o600);
  giveTo(account, logFile);
  return { fd, start: size > LOG_LIMIT_BYTES ? 0 : size };
}
