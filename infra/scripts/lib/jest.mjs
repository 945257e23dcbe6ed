// How Jest is called.
import { availableParallelism } from 'node:os';
import { ROOT, inProject } from './project.mjs';
import { passThrough } from './run.mjs';

const JEST = [inProject('node_modules/jest/bin/jest.js'), '--config', 'infra/jest/jest.config.mjs'];
const CHOSEN = ['--filter', inProject('infra/jest/chosen.cjs')];

/**
 * A worker for each core, or two where specs need a server: half of their time goes into waits for PostgreSQL, Kafka and child processes.
 * Each worker loads the project: some seconds. Never one worker: in one process Jest never gives memory back.
 */
const workersFor = (onServer) => Math.max(2, (onServer ? 2 : 1) * availableParallelism());

/**
 * Runs these specs of a graph (specs.mjs). One spec alone needs no worker: that saves the start of a process.
 * @returns {Promise<number>} the exit code
 */
export function runSpecs(graph, specs, { env = {}, options = [] } = {}) {
  const workers = specs.length > 1 ? `--maxWorkers=${workersFor(graph.onServer(specs))}` : '--runInBand';
  const chosen = { MINGLU_CHOSEN_SPECS: JSON.stringify(specs), MINGLU_PRELOADED: graph.packages(specs).join(' ') };
  return passThrough(process.execPath, [...JEST, ...CHOSEN, workers, ...options], {
    cwd: ROOT,
    env: { ...process.env, ...env, ...chosen },
  });
}
