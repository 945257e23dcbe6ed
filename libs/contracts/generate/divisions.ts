import type { GeneratedFile, Generator } from './generator.js';

// Found by its path when it runs: a library's scripts are no door to it, and what is shipped must not need the package
// that this one reads.
const SCRIPT = '../../regulation/scripts/generate-divisions.js';
const { divisionsSource } = (await import(SCRIPT)) as { readonly divisionsSource: () => GeneratedFile };

/** The administrative divisions that the regulation ships with. */
export const divisions: Generator = { name: 'divisions', files: () => [divisionsSource()] };
