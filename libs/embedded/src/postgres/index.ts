export { openDataFolder } from './data-folder.js';
export { keepPostgres } from './keep-postgres.js';
export { createDatabase, dropDatabase, withDatabase } from './databases.js';
export { processStat } from './process-table.js';
export { hasPostgres, startPostgres, type RunningPostgres } from './start.js';
