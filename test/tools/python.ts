import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce, run } from './made-once.js';

/**
 * The folder of the programs of a virtual environment with the packages of a file of requirements. Null, with one line on stderr, where it
 * cannot be had; with `CI=true` this is an error.
 * @param name a name for the packages, for the message and the folder
 */
export const pythonWith = (requirements: string, name: string): string | null => {
  const folder = madeOnce(`python-${name}`, [readFileSync(requirements, 'utf8')], (made) => {
    run('python3', ['-m', 'venv', made]);
    run(join(made, 'bin/python3'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  });
  return folder === null ? null : join(folder, 'bin');
};
