import { causeOf, databaseProbe } from './database-health.js';

describe('the cause of a failed probe of the database', () => {
  it.each([
    ['25006', 'the database is read-only'],
    ['55P03', 'a lock is held for too long'],
    ['53100', 'the disk of the database is full'],
    ['53300', 'no connection is free'],
    ['28P01', 'the database refuses the login'],
    ['42P01', 'the database is not migrated'],
    ['57P03', 'the database is starting or stopping'],
    ['ECONNREFUSED', 'the database cannot be reached'],
    ['P0001', 'the database failed with P0001'],
  ])('is named for code %s', (code, cause) => {
    expect(causeOf(Object.assign(new Error('login minglu at 10.0.0.1'), { code }))).toBe(cause);
  });

  it('is silence if the error has no code', () => {
    expect(causeOf(new Error('timeout expired'))).toBe('the database does not answer');
  });

  it('stands in the details of the probe', async () => {
    const full = Object.assign(new Error('no space left'), { code: '53100' });
    expect(await databaseProbe(() => Promise.reject(full)).check()).toEqual({
      up: false,
      details: { cause: 'the disk of the database is full' },
    });
  });

  it('is not there while the work succeeds: the details are then the durability of the database', async () => {
    const durability = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
    expect(await databaseProbe(() => Promise.resolve(durability)).check()).toEqual({ up: true, details: durability });
  });
});
