import { randomBytes } from 'node:crypto';
import { keysFrom } from '@minglu/casework';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { migrateAll, proveKeys } from '@minglu/system';
import { run } from './testing/run.js';

describeOnPostgres('the keys command', () => {
  let database: Database;
  beforeAll(async () => {
    database = await newDatabase();
  });
  afterAll(() => database.drop());

  it('tells whether the keys belong to the data', async () => {
    const [url, master] = [database.connection.connectionString!, randomBytes(32)];
    await migrateAll(url);
    const check = (key: Buffer, ...more: string[]) =>
      run(['keys', 'check', ...more], { env: { DATABASE_URL: url, MINGLU_MASTER_KEY: key.toString('hex') } });
    expect(await check(master)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^vault .* has no proof yet\nrequests .*\n$/) as string,
    });
    await proveKeys(url, keysFrom(master));
    expect(await check(master)).toMatchObject({ code: 0, out: expect.stringContaining('is the key of the data') as string });
    const other = await check(randomBytes(32), '--json');
    expect(other.code).toBe(1);
    expect(JSON.parse(other.out)).toMatchObject({
      keys: [
        { purpose: 'vault', state: 'other' },
        { purpose: 'requests', state: 'other' },
      ],
    });
  });

  it('makes no key where the file is missing', async () => {
    const missing = await run(['keys', 'check'], { env: { DATABASE_URL: database.connection.connectionString! } });
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('keys is missing') as string });
  });
});
