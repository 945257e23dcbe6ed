import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findDrift, type Drift } from './drift.js';
import type { Generator } from './generator.js';
import { generatedFiles } from './generators.js';

export interface UpdateResult {
  /** 1 if files differ and were not written: all drift of a check, otherwise only lost files. */
  readonly exitCode: 0 | 1;
  readonly check: boolean;
  /** The number of generated files. */
  readonly files: number;
  readonly drift: readonly Drift[];
}

/**
 * Writes the generated files that differ, and removes stale ones.
 * @param root the project's folder
 * @param check compare only, write nothing
 */
export const updateGenerated = (root: string, generators: readonly Generator[], check: boolean): UpdateResult => {
  const files = generatedFiles(generators);
  const drift = findDrift(root, generators);
  if (!check) repair(root, drift, new Map(files.map(({ path, content }) => [path, content])));
  const left = check ? drift : drift.filter(({ kind }) => kind === 'lost');
  return { exitCode: left.length > 0 ? 1 : 0, check, files: files.length, drift };
};

const repair = (root: string, drift: readonly Drift[], contents: ReadonlyMap<string, string>): void => {
  for (const { path, kind } of drift) {
    const file = join(root, path);
    if (kind === 'stale') rmSync(file);
    else if (kind !== 'lost') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents.get(path)!);
    }
  }
};
