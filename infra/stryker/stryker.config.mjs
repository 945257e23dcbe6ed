// Mutation testing of the rules: `npm run mutation` (all of them, slow) or `npm run mutation -- --mutate <glob>`.
// It uses the default mutators. An exception is a comment with its reason: `// Stryker disable next-line <mutator>: <why>`.
export default {
  testRunner: 'switching',
  plugins: ['./infra/stryker/runner.mjs'],
  mutate: [
    'libs/regulation/src/**/*.ts',
    'libs/reference/src/**/*.ts',
    'libs/dossier/src/**/*.ts',
    '!libs/**/*.spec.ts',
    '!libs/*/src/testing/**',
    '!libs/**/index.ts',
    '!libs/regulation/src/divisions-data.ts',
  ],
  coverageAnalysis: 'perTest',
  // Code that runs when a module loads (schemas, tables, titles) is mutated too. The modules are reloaded for each such mutant.
  ignoreStatic: false,
  // Stryker must not edit sources to disable type checks: SWC checks no types, and a spec compares a generated file byte by byte.
  disableTypeChecks: false,
  ignorePatterns: ['dist', '.data', 'coverage', 'test/bench/emmett/node_modules'],
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: '.data/mutation/mutation.json' },
  tempDirName: '.data/mutation/sandbox',
  incremental: true,
  incrementalFile: '.data/mutation/incremental.json',
  concurrency: 2,
  // Generous, so that a slow run on a busy machine does not count as an endless loop.
  timeoutMS: 15_000,
  thresholds: { high: 95, low: 85, break: 85 },
};
