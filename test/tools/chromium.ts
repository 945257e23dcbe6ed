import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpackDebian } from './debian.js';
import { madeOnce } from './made-once.js';

/** The program, and the variables that it needs. */
export interface Chromium {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

const PACKAGES = ['chromium', 'fonts-noto-cjk'];

/**
 * Chromium and Chinese fonts, unpacked from Debian's packages (200 MB). Null, with one line on stderr, where they cannot be had; with
 * `CI=true` this is an error. It is the same on every machine, also where another browser is installed.
 */
export const chromium = (): Chromium | null => {
  const folder = madeOnce('chromium', PACKAGES, make);
  if (folder === null) return null;
  const library = join(folder, 'usr/lib');
  const ofMachine = readdirSync(library).filter((name) => name.includes('-linux-'));
  const below = ofMachine.flatMap((name) =>
    readdirSync(join(library, name), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(library, name, entry.name)),
  );
  return {
    program: join(folder, 'usr/lib/chromium/chromium'),
    env: {
      LD_LIBRARY_PATH: [...ofMachine.map((name) => join(library, name)), ...below].join(delimiter),
      FONTCONFIG_FILE: join(folder, 'minglu-fonts.conf'),
    },
  };
};

/** The fonts are found by a file of settings of their own, since nothing is installed. */
const make = (folder: string): void => {
  unpackDebian(folder, PACKAGES);
  mkdirSync(join(folder, 'font-cache'), { recursive: true });
  writeFileSync(
    join(folder, 'minglu-fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  );
};
