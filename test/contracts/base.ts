import { execFileSync } from 'node:child_process';

export const FOLDERS = ['libs/contracts/events', 'libs/contracts/commands'];

/** What git says in a folder; null where it has no answer. */
export const gitIn =
  (folder: string) =>
  (...args: readonly string[]): string | null => {
    try {
      return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 });
    } catch {
      return null;
    }
  };

/**
 * What the contracts are compared with, if nobody says: those last committed before the present ones. While they are being edited that is
 * HEAD; once they are committed, what was there before that commit. Compared with HEAD, a break would pass as soon as it is committed.
 */
export const baseOf = (git: ReturnType<typeof gitIn>): string => {
  if (git('diff', '--quiet', 'HEAD', '--', ...FOLDERS) === null) return 'HEAD';
  const last = git('log', '-1', '--format=%H', '--', ...FOLDERS)?.trim();
  return last ? `${last}^` : 'HEAD';
};
