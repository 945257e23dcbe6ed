export { createDatabase, describeOnPostgres, migratedDatabase, type Database } from './database.test.js';
