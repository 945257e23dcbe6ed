import { sha256 } from '../hasher.js';
import { Malformed } from '../malformed.js';
import { sortedFiles, type Files } from './zip.js';

// BagIt (RFC 8493), with SHA-256 alone. The manifests are sorted, so one bag has one text.

const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
const MANIFEST = 'manifest-sha256.txt';
const TAG_MANIFEST = 'tagmanifest-sha256.txt';
const DATA = 'data/';

/** A bag of payload files, whose paths begin with `data/`. @param info lines of bag-info.txt */
export const bagOf = (payload: Files, info: readonly (readonly [label: string, value: string])[]): Files => {
  const bytes = [...payload.values()].reduce((sum, { length }) => sum + length, 0);
  const lines = [['Payload-Oxum', `${bytes}.${payload.size}`] as const, ...info].map(([label, value]) => `${label}: ${value}\n`);
  const tags = new Map([
    ['bagit.txt', Buffer.from(DECLARATION)],
    ['bag-info.txt', Buffer.from(lines.join(''))],
    [MANIFEST, manifestOf(payload)],
  ]);
  return new Map([...payload, ...tags, [TAG_MANIFEST, manifestOf(tags)]]);
};

/** `<sha256 in hexadecimal>  <path>` for each file, by path. */
const manifestOf = (files: Files): Buffer =>
  Buffer.from(
    sortedFiles(files)
      .map(([path, content]) => `${sha256.digest(content).toString('hex')}  ${path}\n`)
      .join(''),
  );

/** A path of printable characters that stays in its folder. BagIt would have to escape `%`. */
const isPath = (path: string): boolean =>
  !/[\p{Cc}\\%:]/u.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** What a bag is not: a file is missing, was added, or has other bytes. Null if it is whole. Throws {@link Malformed}. */
export const bagFault = (files: Files): string | null => {
  for (const path of files.keys()) if (!isPath(path)) throw new Malformed(`the path cannot stand in a bag: ${JSON.stringify(path)}`);
  if (!files.get('bagit.txt')?.equals(Buffer.from(DECLARATION))) throw new Malformed('bagit.txt does not declare BagIt 1.0 in UTF-8');
  for (const path of [TAG_MANIFEST, MANIFEST]) if (!files.has(path)) throw new Malformed(`the bag has no ${path}`);
  const payload = new Map([...files].filter(([path]) => path.startsWith(DATA)));
  const tags = new Map([...files].filter(([path]) => !path.startsWith(DATA) && path !== TAG_MANIFEST));
  for (const [path, of] of [
    [TAG_MANIFEST, tags],
    [MANIFEST, payload],
  ] as const) {
    const stated = files.get(path)!;
    if (!stated.equals(manifestOf(of)))
      return `${path} does not name ${firstDifference(stated.toString(), manifestOf(of).toString())} as it is`;
  }
  return null;
};

const firstDifference = (stated: string, there: string): string => {
  const lines = there.split('\n');
  const line = stated.split('\n').find((one, index) => one !== lines[index]);
  return line?.slice(66) || 'a file';
};
