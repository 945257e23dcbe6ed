// How Jest is called.
import { availableParallelism } from 'node:os';
import { ROOT, inProject } from './project.mjs';
import { passThrough } from './run.mjs';

const JEST = [inProject('node_modules/jest/bin/jest.js'), '--config', 'infra/jest/jest.config.mjs'];
const CHOSEN = ['--filter', inProject('infra/jest/chosen.cjs')];

/**
 * Two workers for each core: half of the time goes into waits for PostgreSQL, Kafka and child processes. Never one: in one process Jest
 * never gives memory back.
 */
const WORKERS = `--maxWorkers=${2 * availableParallelism()}`;

/**
 * Runs these specs. One spec alone needs no worker: that saves the start of a process.
 * @returns {Promise<number>} the exit code
 */
export function runSpecs(specs, { env = {}, options = [] } = {}) {
  const workers = specs.length > 1 ? WORKERS : '--runInBand';
  return passThrough(process.execPath, [...JEST, ...CHOSEN, workers, ...options], {
    cwd: ROOT,
    env: { ...process.env, ...env, MINGLU_CHOSEN_SPECS: JSON.stringify(specs) },
  });
}
