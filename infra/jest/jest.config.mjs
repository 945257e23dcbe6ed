// Jest finds, runs and reports the specs; Node imports them (environment.mjs, runtime.cjs).
import { fileURLToPath } from 'node:url';

export default {
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testEnvironment: '<rootDir>/infra/jest/environment.mjs',
  runtime: '<rootDir>/infra/jest/runtime.cjs',
  transform: {},
  testMatch: ['<rootDir>/(apps|libs|infra)/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  workerIdleMemoryLimit: '512MB',
  // For a hook or a test that hangs. On a loaded machine a database alone can take Jest's five seconds.
  testTimeout: 240_000,
};
