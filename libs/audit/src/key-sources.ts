import { readFile, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { signerOf, type UnixClock } from './keys.js';
import { Malformed } from './malformed.js';
import type { NoteSigner } from './note.js';
import { formatVkey } from './vkey.js';

/** Gives the keys with which to sign now. During a rotation these are the old and the new one. */
export type KeyProvider = () => Promise<readonly NoteSigner[]>;

/**
 * The keys that a setting names:
 *
 * - `file:<path>`: a file with a secret key on each line, readable by its owner only. It is read again at each call, so a rotation needs
 *   no restart.
 * - `module:<path>`: a module that exports `signers(now)`. It is the place for a device with PKCS#11, or a certified module.
 * - otherwise the secret keys themselves, separated by white space.
 */
export const keyProvider = (setting: string, now: UnixClock): KeyProvider => {
  if (setting.startsWith('file:')) return () => keysInFile(setting.slice(5), now);
  if (setting.startsWith('module:')) return () => keysOfModule(setting.slice(7), now);
  // async: a malformed setting rejects, as a malformed file does
  return async () => Promise.resolve(keysInText(setting, now));
};

/** Empty lines and lines that begin with # are left out. Throws {@link Malformed}, without the text of a key. */
const keysInText = (text: string, now: UnixClock): readonly NoteSigner[] =>
  distinct(
    text
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .flatMap((line) => line.split(/\s+/).filter(Boolean))
      .map((key) => signerOf(key, now)),
  );

const keysInFile = async (path: string, now: UnixClock): Promise<readonly NoteSigner[]> => {
  const { mode } = await stat(path);
  if (mode & 0o077) throw new Malformed(`the file of secret keys can be read by others: ${path}`);
  return keysInText(await readFile(path, 'utf8'), now);
};

const keysOfModule = async (path: string, now: UnixClock): Promise<readonly NoteSigner[]> => {
  const { signers } = (await import(pathToFileURL(path).href)) as { readonly signers?: (now: UnixClock) => Promise<readonly NoteSigner[]> };
  if (typeof signers !== 'function') throw new Malformed(`the module of keys exports no function signers: ${path}`);
  return distinct(await signers(now));
};

const distinct = (signers: readonly NoteSigner[]): readonly NoteSigner[] => {
  if (signers.length === 0) throw new Malformed('there is no secret key');
  if (new Set(signers.map(({ vkey }) => formatVkey(vkey))).size < signers.length) throw new Malformed('one secret key is there twice');
  return signers;
};
