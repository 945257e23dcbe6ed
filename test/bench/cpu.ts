import { readdirSync, readFileSync } from 'node:fs';

/** CPU time in microseconds. Other load on the machine disturbs it less than it disturbs times. */
export interface Cpu {
  readonly node: number;
  readonly postgres: number;
}

/** Linux counts the time of processes in hundredths of a second. */
const TICK_US = 10_000;

/** The CPU time of this process and of a PostgreSQL server so far, with the sessions of the server that have ended. */
export const cpuOf = (postmaster: number) => (): Cpu => {
  const { user, system } = process.cpuUsage();
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : null;
    if (stat && (Number(name) === postmaster || stat.parent === postmaster))
      ticks += stat.own + (Number(name) === postmaster ? stat.ended : 0);
  }
  return { node: user + system, postgres: ticks * TICK_US };
};

/** Null if the process has ended. */
const statOf = (pid: string) => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, own: fields[11]! + fields[12]!, ended: fields[13]! + fields[14]! };
  } catch {
    return null;
  }
};
