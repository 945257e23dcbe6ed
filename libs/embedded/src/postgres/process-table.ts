import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { acceptsConnection } from '../ports.js';
import type { PostmasterPid } from './pid-file.js';

/** The fields of Linux's `/proc/<pid>/stat` that are used here (proc(5)). */
interface ProcessStat {
  readonly command: string;
  /** One letter. `Z` and `X` are dead, although they still accept signals. */
  readonly state: string;
  readonly parent: number;
  /** Clock ticks since boot. Pid and start time together identify a process, because pids are reused. */
  readonly startTicks: string;
}

/** The command is in brackets and may contain brackets itself, so the last bracket ends it. Null for a truncated line. */
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

/** Null without such a process, or without `/proc`. */
export function processStat(pid: number): ProcessStat | null {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

const isDead = (stat: ProcessStat): boolean => stat.state === 'Z' || stat.state === 'X';
const hasProc = existsSync('/proc/self/stat');

/**
 * The pids of the living postgres processes whose working directory is the data directory: the postmaster and its back
 * ends, which may outlive it briefly. Zombies do not count. A process with a reused pid has another working directory.
 * Without `/proc`: the recorded pid, if it is alive and its port accepts connections.
 */
export async function livingPostgres(dataDir: string, recorded: PostmasterPid | null): Promise<number[]> {
  if (hasProc) {
    const pids = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
    return pids.map(Number).filter((pid) => worksIn(pid, dataDir));
  }
  return recorded?.port != null && acceptsSignal(recorded.pid) && (await acceptsConnection(recorded.port)) ? [recorded.pid] : [];
}

/** Whether a process is a living postgres of this data directory. Without `/proc`: whether it is alive. */
export function isLivingPostgres(pid: number, dataDir: string): boolean {
  return hasProc ? worksIn(pid, dataDir) : acceptsSignal(pid);
}

function worksIn(pid: number, dataDir: string): boolean {
  const stat = processStat(pid);
  if (stat === null || stat.command !== 'postgres' || isDead(stat)) return false;
  try {
    const [here, there] = [statSync(`/proc/${pid}/cwd`), statSync(dataDir)];
    return here.dev === there.dev && here.ino === there.ino; // device and inode, because a path has many spellings
  } catch {
    return false; // another user's process, so no server of ours
  }
}

function acceptsSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
