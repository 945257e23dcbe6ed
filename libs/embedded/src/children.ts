import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStat } from './postgres/process-table.js';
import { waitUntil } from './wait.js';

const EXIT_WITHIN_MS = 10_000;
const POLL_MS = 50;

/** The processes that run in a data folder, written down in it. Only for the holder of the folder's lock. */
export interface Children {
  readonly add: (pid: number) => void;
  readonly remove: (pid: number) => void;
}

/** A process by its pid and start time, because pids are reused. */
export const identityOf = (pid: number): string => `${pid} ${processStat(pid)?.startTicks ?? ''}`;

/** Whether the process with this identity lives. */
const isRunning = (identity: string): boolean => {
  const pid = Number(identity.split(' ')[0]);
  return identityOf(pid) === identity && !/ $/.test(identity) && processStat(pid)?.state !== 'Z';
};

/**
 * First waits for the exit of the processes of an earlier run that was killed, and kills those that take too long. They end by themselves when
 * their parent is gone. Then their ports are free, and no two applications use one log.
 */
export const childrenOf = async (dataDir: string): Promise<Children> => {
  const file = join(dataDir, 'children.pids');
  const earlier = readLines(file);
  const haveExited = (): boolean => !earlier.some(isRunning);
  if (!(await waitUntil(haveExited, { withinMs: EXIT_WITHIN_MS, everyMs: POLL_MS }))) {
    for (const identity of earlier.filter(isRunning)) process.kill(Number(identity.split(' ')[0]), 'SIGKILL');
    await waitUntil(haveExited, { withinMs: EXIT_WITHIN_MS, everyMs: POLL_MS });
  }
  const running = new Map<number, string>();
  const save = (): void => writeFileSync(file, [...running.values()].map((identity) => `${identity}\n`).join(''));
  return {
    add: (pid) => {
      running.set(pid, identityOf(pid));
      save();
    },
    remove: (pid) => {
      running.delete(pid);
      save();
    },
  };
};

const readLines = (file: string): string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
};
