export { command, event } from './appends.test.js';
export { createDatabase, describeOnPostgres, migratedDatabase, type Database } from './database.test.js';
