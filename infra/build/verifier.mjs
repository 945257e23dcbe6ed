// The offline verifier as one file, which runs wherever Node is: dist/minglu-verify.mjs.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The file, from the project's root. */
export const VERIFIER = 'dist/minglu-verify.mjs';

/**
 * @param {string} root the project's folder
 * @param {string} outfile
 * @returns {Promise<readonly string[]>} the source files in it, from the root
 */
export async function bundleVerifier(root, outfile = join(root, VERIFIER)) {
  const { metafile } = await build({
    stdin: {
      contents: `import { main } from './libs/audit/src/verifier/main.ts';
process.exitCode = await main(process.argv.slice(2), (text) => process.stdout.write(text));`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    absWorkingDir: root,
    tsconfig: join(root, 'tsconfig.json'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'inline',
    logLevel: 'error',
    metafile: true,
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  chmodSync(outfile, 0o755);
  return Object.keys(metafile.inputs);
}
