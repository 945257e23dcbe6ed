export { command, event } from './appends.test.js';
export { createDatabase, describeOnPostgres, migratedDatabase, serverUrl, type Database } from './database.test.js';
export { eventually } from './eventually.test.js';
