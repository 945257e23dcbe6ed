export { appendOf, collect, event } from './appends.test.js';
export { databaseCopies, newDatabase, describeOnPostgres, migratedDatabase, serverUrl, type Database } from './database.test.js';
export { eventually } from './eventually.test.js';
export { tamper } from './tamper.test.js';
