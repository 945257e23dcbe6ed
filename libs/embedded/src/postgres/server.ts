import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
/** Recovery after a crash reads the whole write-ahead log since the last checkpoint: minutes on a slow disk. */
const START_LIMIT_MS = 600_000;
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;
const LOG_LIMIT_BYTES = 10_000_000;

export interface Server {
  readonly pid: number;
  readonly port: number;
}

/** Who has this data directory at this moment. */
export async function ownership(cluster: string): Promise<Ownership> {
  const file = join(cluster, 'postmaster.pid');
  const pidFile = readPidFile(file);
  return decideOwnership(pidFile, existsSync(file), await livingPostgres(cluster, pidFile));
}

/** Only for a data directory that nobody has, while no other start can go on (see start-lock.ts). */
export const removeStalePidFile = (cluster: string): void => rmSync(join(cluster, 'postmaster.pid'), { force: true });

/**
 * Starts a server on a data directory that nobody has, on a random free port of 127.0.0.1, and waits until it takes
 * connections. It is detached: a signal to our process group (Ctrl-C) does not reach it.
 * @throws Error with the end of the server's log
 */
export async function launch(home: Home, account: Account, binaries: Binaries, durable: boolean): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
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
    const failure = await ready(child, home.cluster);
    child.unref();
    if (failure === null) return { pid: child.pid!, port };
    const output = readFileSync(home.logFile, 'utf8').slice(log.start).trim();
    const portTaken = output.includes('could not bind'); // by somebody else between our look and the server's
    if (!portTaken || attempt === 5)
      throw new Error(`PostgreSQL did not start (${failure}). ${home.logFile} says:\n${output.slice(-2_000)}`);
  }
}

/** Line 8 of `postmaster.pid` is the server's own word for it; the pid tells it from a file that another one left. */
async function ready(child: ChildProcess, cluster: string): Promise<string | null> {
  let failure: string | null = null;
  child.on('error', (error) => (failure = error.message)).on('exit', (code, signal) => (failure = `ended with ${code ?? signal}`));
  const deadline = performance.now() + START_LIMIT_MS;
  while (failure === null) {
    const pidFile = readPidFile(join(cluster, 'postmaster.pid'));
    if (pidFile !== null && pidFile.pid === child.pid && pidFile.status === 'ready') return null;
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      return 'not ready after ten minutes';
    }
    await sleep(POLL_MS);
  }
  return failure;
}

/** Fast shutdown: open transactions are rolled back, everything committed is written out. Immediate if it does not end. */
export async function shutDown(pid: number, cluster: string): Promise<void> {
  if (await signalAndWait(pid, cluster, 'SIGINT', FAST_STOP_MS)) return;
  if (await signalAndWait(pid, cluster, 'SIGQUIT', IMMEDIATE_STOP_MS)) return;
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

async function signalAndWait(pid: number, cluster: string, signal: NodeJS.Signals, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  if (isLivingPostgres(pid, cluster)) process.kill(pid, signal);
  while (isLivingPostgres(pid, cluster)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function readPidFile(file: string) {
  try {
    return parsePostmasterPid(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Opened to append, the last one kept beside it when it has grown long. `start`: where this run's part begins. */
function openLog({ logFile }: Home, account: Account): { fd: number; start: number } {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const fd = openSync(logFile, 'a', 0o600);
  giveTo(account, logFile);
  return { fd, start: size > LOG_LIMIT_BYTES ? 0 : size };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
