import { accessSync, constants, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpackDebian } from './debian.js';
import { madeOnce } from './made-once.js';

/** The program, and the variables that it needs. */
export interface LibreOffice {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * LibreOffice: that of this machine, or one that is unpacked from Debian's packages (90 MB). Null, with one line on stderr, where neither can
 * be had; with `CI=true` this is an error.
 */
export const libreOfficeOf = (): LibreOffice | null => {
  const installed = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'soffice'))
    .find(isProgram);
  if (installed !== undefined) return { program: installed, env: {} };
  const folder = madeOnce('libreoffice', ['libreoffice-calc-nogui'], make);
  if (folder === null) return null;
  const program = join(folder, PROGRAM);
  // The libraries beside it are those of its own packages, for any processor.
  const libraries = readdirSync(join(folder, 'usr/lib')).filter((name) => name.includes('-linux-'));
  return {
    program: join(program, 'soffice'),
    env: { LD_LIBRARY_PATH: [program, ...libraries.map((name) => join(folder, 'usr/lib', name))].join(delimiter) },
  };
};

const PROGRAM = 'usr/lib/libreoffice/program';

/** Does the work of the installation: settings go to their place, and paths lead into the folder. */
const make = (folder: string): void => {
  unpackDebian(folder, ['libreoffice-calc-nogui']);
  const usual = join(folder, 'usr/lib/libreoffice/share/.registry');
  cpSync(usual, join(folder, 'etc/libreoffice/registry'), { recursive: true, force: false });
  for (const name of readdirSync(join(folder, PROGRAM)).filter((one) => one.endsWith('rc'))) {
    const path = join(folder, PROGRAM, name);
    const text = readFileSync(path, 'utf8').replace(/file:\/\/\/(usr|etc)\//g, `file://${folder}/$1/`);
    writeFileSync(path, text);
  }
};
