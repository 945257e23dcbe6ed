import type { PostmasterPid } from './pid-file.js';

/** The owner of a data directory. */
export type Ownership =
  /** No owner. `stalePidFile`: a dead owner left its `postmaster.pid`. It must be removed, because its pid may be reused. */
  | { readonly kind: 'free'; readonly stalePidFile: boolean }
  /** A server that accepts connections. */
  | { readonly kind: 'ready'; readonly pid: number; readonly port: number }
  /** Wait: a server that starts or stops, or the last back ends of a killed one. */
  | { readonly kind: 'busy'; readonly pids: readonly number[] };

/**
 * @param pidFile the content of `postmaster.pid`; null without a readable one
 * @param pidFileExists an unreadable file is stale too
 * @param living the pids of the living postgres processes whose working directory is the data directory
 */
export function decideOwnership(pidFile: PostmasterPid | null, pidFileExists: boolean, living: readonly number[]): Ownership {
  if (living.length === 0) return { kind: 'free', stalePidFile: pidFileExists };
  if (pidFile?.status === 'ready' && pidFile.port !== null && living.includes(pidFile.pid)) {
    return { kind: 'ready', pid: pidFile.pid, port: pidFile.port };
  }
  return { kind: 'busy', pids: living };
}
