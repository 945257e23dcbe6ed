import { execFileSync } from 'node:child_process';

export const FOLDERS = ['libs/contracts/events', 'libs/contracts/commands'];

/** Runs git in a folder. Returns its output, or null if it fails. */
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
 * The default commit to compare the contracts with: the one before their last change.
 * That is HEAD while they are edited, and the parent of their last commit afterwards.
 * A comparison with HEAD alone would accept a break as soon as it is committed. A merged branch counts as one change: the
 * states inside it were never released.
 */
export const baseOf = (git: ReturnType<typeof gitIn>): string => {
  if (git('diff', '--quiet', 'HEAD', '--', ...FOLDERS) === null) return 'HEAD';
  const last = git('log', '-1', '--first-parent', '--format=%H', '--', ...FOLDERS)?.trim();
  return last ? `${last}^` : 'HEAD';
};
