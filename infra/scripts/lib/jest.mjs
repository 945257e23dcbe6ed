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

/**
 * Two workers for each core: half of the time goes into waits for PostgreSQL, Kafka and child processes. Never one: in one process Jest
 * never gives memory back.
 */
export const WORKERS = `--maxWorkers=${2 * availableParallelism()}`;
