/** What a running postmaster writes of itself (PostgreSQL's `miscadmin.h`, LOCK_FILE_LINE_*): one fact per line. */
export interface PostmasterPid {
  readonly pid: number;
  /** TCP port, absent while the server has not opened it. */
  readonly port: number | null;
  /** Line 8: `starting`, `stopping`, `ready` or `standby`; empty until it is written. */
  readonly status: string;
}

const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;

/** The facts of `postmaster.pid`, or null where the text (a file half written, or cut off by a crash) names no process. */
export function parsePostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = positiveInteger(lines[PID_LINE]);
  if (pid === null) return null;
  return { pid, port: positiveInteger(lines[PORT_LINE]), status: lines[STATUS_LINE] ?? '' };
}

function positiveInteger(text: string | undefined): number | null {
  return text !== undefined && /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : null;
}
