import { sha256 } from '../hasher.js';
import { Malformed } from '../malformed.js';
import { comparePaths, type Files } from './zip.js';

// BagIt (RFC 8493), with SHA-256 alone. The manifests are sorted, so one bag has one text.

const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
const MANIFEST = 'manifest-sha256.txt';
const TAG_MANIFEST = 'tagmanifest-sha256.txt';
const DATA = 'data/';

/** A payload file as the manifest names it. */
export interface Manifested {
  /** Begins with `data/`. */
  readonly path: string;
  readonly size: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** The files of a bag beside its payload. @param info lines of bag-info.txt */
export const tagFiles = (payload: readonly Manifested[], info: readonly (readonly [label: string, value: string])[]): Files => {
  const bytes = payload.reduce((sum, { size }) => sum + size, 0);
  const lines = [['Payload-Oxum', `${bytes}.${payload.length}`] as const, ...info].map(([label, value]) => `${label}: ${value}\n`);
  const tags = new Map([
    ['bagit.txt', Buffer.from(DECLARATION)],
    ['bag-info.txt', Buffer.from(lines.join(''))],
    [MANIFEST, manifestOf(payload)],
  ]);
  return new Map([...tags, [TAG_MANIFEST, manifestOf(manifested(tags))]]);
};

/** A bag of payload files, whose paths begin with `data/`. @param info lines of bag-info.txt */
export const bagOf = (payload: Files, info: readonly (readonly [label: string, value: string])[]): Files =>
  new Map([...payload, ...tagFiles(manifested(payload), info)]);

/** The lines of bag-info.txt, but for those that follow from the payload. Throws {@link Malformed}. */
export const bagInfoOf = (files: Files): readonly (readonly [label: string, value: string])[] => {
  const lines = (files.get('bag-info.txt')?.toString() ?? '').split('\n').slice(0, -1);
  return lines.flatMap((line): (readonly [string, string])[] => {
    const at = line.indexOf(': ');
    if (at < 0) throw new Malformed('a line of bag-info.txt has no label');
    return line.startsWith('Payload-Oxum: ') ? [] : [[line.slice(0, at), line.slice(at + 2)]];
  });
};

const manifested = (files: Files): readonly Manifested[] =>
  [...files].map(([path, content]) => ({ path, size: content.length, sha256: sha256.digest(content).toString('hex') }));

/** `<sha256 in hexadecimal>  <path>` for each file, by path. */
const manifestOf = (files: readonly Manifested[]): Buffer =>
  Buffer.from(
    [...files]
      .sort((a, b) => comparePaths(a.path, b.path))
      .map(({ sha256: digest, path }) => `${digest}  ${path}\n`)
      .join(''),
  );

/** A path of printable characters that stays in its folder. BagIt would have to escape `%`. */
const isPath = (path: string): boolean =>
  !/[\p{Cc}\\%:]/u.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** The fault of a bag: a file is missing, was added, or has other bytes. Null if it is whole. Throws {@link Malformed}. */
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
    const there = manifestOf(manifested(of));
    if (!stated.equals(there)) return `${path} does not name ${firstDifference(stated.toString(), there.toString())} as it is`;
  }
  return null;
};

const firstDifference = (stated: string, there: string): string => {
  const lines = there.split('\n');
  const line = stated.split('\n').find((one, index) => one !== lines[index]);
  return line?.slice(66) || 'a file';
};
