import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * The python3 of a virtual environment with the packages of requirements.txt. It is made once, in the temporary folder, by the pip of
 * this machine with its own settings. Null, with one line on stderr, where that is impossible; with `CI=true` this is an error.
 */
export const pythonWithSdk = (): string | null => {
  const requirements = readFileSync(here('requirements.txt'), 'utf8');
  const folder = join(tmpdir(), `minglu-sdk-python-${createHash('sha256').update(requirements).digest('hex').slice(0, 16)}`);
  const [python, done] = [join(folder, 'bin/python3'), join(folder, 'installed')];
  if (existsSync(done)) return python;
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { encoding: 'utf8', timeout: 240_000, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    mkdirSync(folder, { recursive: true });
    run('python3', '-m', 'venv', folder);
    run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', here('requirements.txt'));
    writeFileSync(done, requirements);
    return python;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    process.stderr.write(`skipped, python3 with the SDK of CloudEvents cannot be had: ${(error as Error).message.split('\n')[0]}\n`);
    return null;
  }
};

/** The fields of each record, as the subscriber in Python read them. */
export interface ReadInPython {
  readonly type: string;
  readonly subject: string;
  readonly publicversion: string;
  /** The name of the generated class. */
  readonly class: string;
  /** Why the published schema does not take the payload. */
  readonly errors: readonly string[];
  /** The fields that the generated class has read. */
  readonly fields: readonly string[];
}

/** Reads a file of records, one JSON object a line, with the committed schemas. */
export const readInPython = (python: string, records: string): readonly ReadInPython[] =>
  execFileSync(python, [here('read.py'), here('../../../libs/contracts/events'), records], {
    encoding: 'utf8',
    timeout: 240_000,
    stdio: 'pipe',
  })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReadInPython);
