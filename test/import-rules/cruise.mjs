/**
 * Cruises several trees in one process: `node cruise.mjs <tree>...` prints one list of breaches per tree, as JSON.
 * A child process, because dependency-cruiser loads itself in ways that Jest's ESM machinery does not follow.
 */
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const require = createRequire(import.meta.url);
const results = [];
for (const tree of process.argv.slice(2)) {
  process.chdir(tree);
  // Each tree carries a copy of the configuration, which reads the aliases of that tree's tsconfig.json.
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
