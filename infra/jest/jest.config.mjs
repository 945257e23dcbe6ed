// Jest finds, runs and reports the specs; Node imports them (environment.mjs, spec.mjs).
import { fileURLToPath } from 'node:url';

export default {
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testEnvironment: '<rootDir>/infra/jest/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.spec\\.ts$': '<rootDir>/infra/jest/spec.mjs' },
  testMatch: ['<rootDir>/(apps|libs|infra)/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  workerIdleMemoryLimit: '512MB',
  // For a hook or a test that hangs. On a loaded machine a database alone can take Jest's five seconds.
  testTimeout: 60_000,
};
