/**
 * Checks several trees in one process: `node cruise.mjs <tree>...` prints a list of breaches for each tree, as JSON.
 * It runs as a child process, because Jest's ESM loader cannot load dependency-cruiser.
 */
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const require = createRequire(import.meta.url);
const results = [];
for (const tree of process.argv.slice(2)) {
  process.chdir(tree);
  // Each tree has a copy of the configuration, which reads the aliases in the tsconfig.json of that tree.
  const { forbidden, options } = require(`${tree}/infra/lint/dependency-cruiser.cjs`);
  const { output } = await cruise(
    ['apps', 'libs', 'test'],
    { ...options, ruleSet: { forbidden, options }, validate: true, baseDir: tree },
    {},
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  results.push(output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })));
}
process.stdout.write(JSON.stringify(results));
