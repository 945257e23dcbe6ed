import { describeEventStore } from './behaviour.test.js';
import { postgresStore } from './postgres-store.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';

describeOnPostgres('the event store on PostgreSQL', () => {
  let database: Database;
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());

  describeEventStore('as every store', async () => {
    await emptyLog(database);
    return postgresStore({ connection: database.connection, readers: 4 });
  });
});
