import type { PostmasterPid } from './pid-file.js';

/** Who has a data directory. */
export type Ownership =
  /** Nobody. `stalePidFile`: a dead owner left its `postmaster.pid`, which must go, for its number may be another process's by now. */
  | { readonly kind: 'free'; readonly stalePidFile: boolean }
  /** A server that takes connections. */
  | { readonly kind: 'ready'; readonly pid: number; readonly port: number }
  /** A server that is starting or stopping, or the last back ends of one that was killed: wait. */
  | { readonly kind: 'busy'; readonly pids: readonly number[] };

/**
 * @param pidFile what `postmaster.pid` says, null where there is none that can be read
 * @param pidFileExists a file that cannot be read is stale too
 * @param living the pids of the living postgres processes whose working directory is the data directory
 */
export function decideOwnership(pidFile: PostmasterPid | null, pidFileExists: boolean, living: readonly number[]): Ownership {
  if (living.length === 0) return { kind: 'free', stalePidFile: pidFileExists };
  if (pidFile?.status === 'ready' && pidFile.port !== null && living.includes(pidFile.pid)) {
    return { kind: 'ready', pid: pidFile.pid, port: pidFile.port };
  }
  return { kind: 'busy', pids: living };
}
