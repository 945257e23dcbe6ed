// Packages that are loaded once for each worker, not again for each spec file: typebox alone is 683 modules, 0.2 s of CPU each time.
// Only pure packages may stand here, because a change by one spec file would reach the next.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The entry of a package, by the end of its path, as the worker loads it. */
const PACKAGES = {
  '/typebox/build/index.mjs': () => import('typebox'),
  '/typebox/build/compile/index.mjs': () => import('typebox/compile'),
};

/** For Jest's configuration: the entries are transformed by this file, and nothing else in node_modules is transformed. */
export const SHARED_ENTRIES = '/node_modules/typebox/build/(?:compile/)?index\\.mjs$';
export const NOT_TRANSFORMED = ['/node_modules/(?!typebox/)'];

/** The global of a spec file that gives a shared package. */
export const LOADER = '__loadSharedPackage';
export const load = (entry) => PACKAGES[entry]();

/** A Jest transformer: the entry exports the shared package under the same names. */
export default {
  getCacheKey: (source, filename) =>
    [source, filename, readFileSync(fileURLToPath(import.meta.url))]
      .reduce((hash, part) => hash.update(part), createHash('sha256'))
      .digest('hex'),
  processAsync: async (_, filename) => {
    const entry = Object.keys(PACKAGES).find((path) => filename.endsWith(path));
    const names = Object.keys(await load(entry)).filter((name) => name !== 'default');
    const code = [
      `const shared = await globalThis.${LOADER}(${JSON.stringify(entry)});`,
      ...names.map((name, at) => `const v${at} = shared[${JSON.stringify(name)}];`),
      `export { ${names.map((name, at) => `v${at} as ${name}`).join(', ')} };`,
      'export default shared.default;',
    ];
    return { code: code.join('\n') };
  },
};
