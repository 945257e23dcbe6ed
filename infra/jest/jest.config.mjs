// Jest reads TypeScript through SWC and runs it as ESM; aliases come from tsconfig.json, the one place that lists them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NOT_TRANSFORMED, SHARED_ENTRIES } from './shared.mjs';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));
const { compilerOptions } = JSON.parse(readFileSync(`${rootDir}/tsconfig.json`, 'utf8'));
const aliases = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([alias, [target]]) => [`^${alias}$`, `<rootDir>/${target.replace('./', '')}`]),
);

export default {
  rootDir,
  testEnvironment: '<rootDir>/infra/jest/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'], [SHARED_ENTRIES]: '<rootDir>/infra/jest/shared.mjs' },
  transformIgnorePatterns: NOT_TRANSFORMED,
  moduleNameMapper: { ...aliases, '^(\\.{1,2}/.*)\\.js$': '$1' },
  testMatch: ['<rootDir>/(apps|libs|infra)/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  workerIdleMemoryLimit: '512MB',
  coverageProvider: 'v8',
};
