// How Jest is called.
import { availableParallelism } from 'node:os';
import { inProject } from './project.mjs';

export const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  inProject('node_modules/jest/bin/jest.js'),
  '--config',
  'infra/jest/jest.config.mjs',
];

/** At least two workers: in one process Jest never gives memory back. */
export const WORKERS = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
