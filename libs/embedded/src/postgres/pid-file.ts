/** The content of `postmaster.pid`, one field per line (PostgreSQL's `miscadmin.h`, LOCK_FILE_LINE_*). */
export interface PostmasterPid {
  readonly pid: number;
  /** TCP port; null until the server has opened it. */
  readonly port: number | null;
  /** Line 8: `starting`, `stopping`, `ready` or `standby`; empty until it is written. */
  readonly status: string;
}

const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;

/** Null where the text names no process: a file half written, or truncated by a crash. */
export function parsePostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = positiveInteger(lines[PID_LINE]);
  if (pid === null) return null;
  return { pid, port: positiveInteger(lines[PORT_LINE]), status: lines[STATUS_LINE] ?? '' };
}

function positiveInteger(text: string | undefined): number | null {
  return text !== undefined && /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : null;
}
