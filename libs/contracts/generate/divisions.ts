import type { GeneratedFile, Generator } from './generator.js';

// Imported by path at run time: scripts have no alias, and the script reads a package that production installs lack.
const SCRIPT = '../../regulation/scripts/generate-divisions.js';
const { divisionsSource } = (await import(SCRIPT)) as { readonly divisionsSource: () => GeneratedFile };

/** The administrative divisions that libs/regulation ships. */
export const divisions: Generator = { name: 'divisions', files: () => [divisionsSource()] };
