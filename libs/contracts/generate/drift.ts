import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference } from './difference.js';
import { generatedFiles } from './generators.js';
import type { Generator } from './generator.js';

/** Folders with generated files only, except `WRITTEN_BY_HAND`. Any other file there is stale. */
const GENERATED_FOLDERS = ['libs/contracts'];
/** The generators and the library's README. */
const WRITTEN_BY_HAND = /^libs\/contracts\/(?:generate\/|README\.md$)/;

/** A difference between a committed file and its generator. */
export interface Drift {
  /** Relative to the project's root. */
  readonly path: string;
  /** `lost`: a missing contract of an older version, which can only be restored from the repository's history. */
  readonly kind: 'missing' | 'changed' | 'stale' | 'lost';
  /** The first different lines, for `changed`. */
  readonly difference: string;
}

/** Compares the committed files below `root` with the generated ones. Sorted by path. */
export const findDrift = (root: string, generators: readonly Generator[]): readonly Drift[] => {
  const files = generatedFiles(generators);
  const kept = generators.flatMap((one) => one.keeps?.() ?? []);
  const known = new Set([...files.map(({ path }) => path), ...kept]);
  const drifts: Drift[] = [];
  for (const { path, content } of files) {
    const committed = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null;
    if (committed === null) drifts.push({ path, kind: 'missing', difference: '' });
    else if (committed !== content) drifts.push({ path, kind: 'changed', difference: difference(committed, content) });
  }
  for (const path of GENERATED_FOLDERS.flatMap((folder) => filesBelow(root, folder)))
    if (!known.has(path) && !WRITTEN_BY_HAND.test(path)) drifts.push({ path, kind: 'stale', difference: '' });
  for (const path of kept) if (!existsSync(join(root, path))) drifts.push({ path, kind: 'lost', difference: '' });
  return drifts.sort((a, b) => (a.path < b.path ? -1 : 1));
};

const filesBelow = (root: string, folder: string): readonly string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
      )
    : [];
