import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference } from './difference.js';
import { generatedFiles } from './generators.js';
import type { Generator } from './generator.js';

/** Folders that hold generated files only, apart from `WRITTEN_BY_HAND`: any other file there is stale. */
const GENERATED_FOLDERS = ['libs/contracts'];
/** The generators themselves, and the library's README. */
const WRITTEN_BY_HAND = /^libs\/contracts\/(?:generate\/|README\.md$)/;

/** Where a file and its generator disagree. */
export interface Drift {
  /** From the project's root. */
  readonly path: string;
  /** `lost`: the contract of an older version, which only the history of the repository can give back. */
  readonly kind: 'missing' | 'changed' | 'stale' | 'lost';
  /** The first lines that differ; empty where there is nothing to compare. */
  readonly difference: string;
}

/** Compares what lies below `root` with what is generated, in the order of the paths. */
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
