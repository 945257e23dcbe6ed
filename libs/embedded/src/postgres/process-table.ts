import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import type { PostmasterPid } from './pid-file.js';

/** One line of Linux's `/proc/<pid>/stat`, as far as it is used here (proc(5)). */
export interface ProcessStat {
  readonly command: string;
  /** One letter; `Z` and `X` are dead, though a signal can still be sent to them. */
  readonly state: string;
  readonly parent: number;
  /** Clock ticks since boot: with the pid, the identity of a process, since pids are used again. */
  readonly startTicks: string;
}

/** The command stands in brackets and may contain brackets itself, so the last one ends it. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const [state, parent, ...rest] = text
    .slice(close + 1)
    .trim()
    .split(' ');
  const startTicks = rest[17]; // field 22 of proc(5); the first two after the bracket are 3 and 4
  if (state === undefined || parent === undefined || startTicks === undefined) return null;
  return { command: text.slice(open + 1, close), state, parent: Number(parent), startTicks };
}

/** Null where there is no such process, or no `/proc` at all. */
export function processStat(pid: number): ProcessStat | null {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

export const isDead = (stat: ProcessStat): boolean => stat.state === 'Z' || stat.state === 'X';
const hasProc = existsSync('/proc/self/stat');

/**
 * The pids of the living postgres processes that have this data directory: the postmaster and its back ends, which may
 * outlive it for a moment. A zombie is dead; a process that only has a recycled pid stands in another directory.
 * Without `/proc` it is the recorded pid, if it is alive and its port answers.
 */
export async function livingPostgres(dataDir: string, recorded: PostmasterPid | null): Promise<number[]> {
  if (hasProc) {
    const pids = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
    return pids.map(Number).filter((pid) => standsIn(pid, dataDir));
  }
  return recorded?.port != null && acceptsSignal(recorded.pid) && (await answers(recorded.port)) ? [recorded.pid] : [];
}

/** Whether one process is a living postgres of this data directory; without `/proc`, whether it is alive. */
export function isLivingPostgres(pid: number, dataDir: string): boolean {
  return hasProc ? standsIn(pid, dataDir) : acceptsSignal(pid);
}

function standsIn(pid: number, dataDir: string): boolean {
  const stat = processStat(pid);
  if (stat === null || stat.command !== 'postgres' || isDead(stat)) return false;
  try {
    const [here, there] = [statSync(`/proc/${pid}/cwd`), statSync(dataDir)];
    return here.dev === there.dev && here.ino === there.ino; // device and inode: a path may be spelt in many ways
  } catch {
    return false; // another user's process: a server of ours never is
  }
}

function acceptsSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket
      .on('connect', () => end(true))
      .on('timeout', () => end(false))
      .on('error', () => end(false));
  });
}
