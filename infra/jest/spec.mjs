// A Jest transformer for spec files: Node imports the spec itself, and keeps the modules for the next spec file of the worker.
// Jest would evaluate some 400 modules again for each spec file, which took a third of the CPU time of the unit tests.
// The price: a module that keeps state shows it to the next spec file. Product code keeps none; specs reset the little that they set.
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

/** The global of the environment that imports natively. */
export const IMPORT = '__importNatively';

const code = (filename) => `await globalThis.${IMPORT}(${JSON.stringify(pathToFileURL(filename).href)});`;

export default {
  getCacheKey: (_, filename) => createHash('sha256').update(code(filename)).digest('hex'),
  processAsync: async (_, filename) => ({ code: code(filename) }),
};
