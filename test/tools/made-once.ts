import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Downloads included. */
const PATIENCE_MS = 300_000;
export const run = (program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string =>
  execFileSync(program, args, { encoding: 'utf8', timeout: PATIENCE_MS, stdio: 'pipe', env: { ...process.env, ...env } });

/**
 * A folder below the temporary one that `make` has filled once for these inputs, with the tools of this machine and their own settings.
 * Null, with one line on stderr, where that is impossible; with `CI=true` this is an error.
 */
export const madeOnce = (name: string, inputs: readonly string[], make: (folder: string) => void): string | null => {
  const folder = join(tmpdir(), `minglu-${name}-${createHash('sha256').update(inputs.join('\0')).digest('hex').slice(0, 16)}`);
  const done = join(folder, 'done');
  if (existsSync(done)) return folder;
  try {
    mkdirSync(folder, { recursive: true });
    make(folder);
    writeFileSync(done, '');
    return folder;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    process.stderr.write(`skipped, ${name} cannot be had: ${(error as Error).message.split('\n')[0]}\n`);
    return null;
  }
};
