// Mutation testing of the rules: `npm run mutation` (all of them, long) or `npm run mutation -- --mutate <glob>`.
// Default mutators. An ignore stands in the code, with its reason: `// Stryker disable next-line <mutator>: <why>`.
export default {
  testRunner: 'switching',
  plugins: ['./infra/stryker/runner.mjs'],
  mutate: [
    'libs/regulation/src/**/*.ts',
    'libs/dossier/src/**/*.ts',
    '!libs/**/*.spec.ts',
    '!libs/dossier/src/testing/**',
    '!libs/**/index.ts',
    '!libs/regulation/src/divisions-data.ts',
  ],
  coverageAnalysis: 'perTest',
  // What is evaluated when a module is loaded (schemas, tables, titles) is tried too, with the modules loaded anew for each mutant.
  ignoreStatic: false,
  // SWC does not check types, and a spec compares a generated file byte for byte.
  disableTypeChecks: false,
  ignorePatterns: ['dist', '.data', 'coverage', 'test/bench/emmett/node_modules'],
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: '.data/mutation/mutation.json' },
  tempDirName: '.data/mutation/sandbox',
  incremental: true,
  incrementalFile: '.data/mutation/incremental.json',
  concurrency: 2,
  // On a busy machine a slow run is not an endless one.
  timeoutMS: 15_000,
  thresholds: { high: 95, low: 85, break: 85 },
};
