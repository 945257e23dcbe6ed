export { createDatabase, dropDatabase, withDatabase } from './databases.js';
export type { PostgresOptions, RunningPostgres } from './start.js';
export { hasPostgres, startPostgres } from './start.js';
export { processStat } from './process-table.js';
