import { randomBytes } from 'node:crypto';
import { describeOnPostgres, serverUrl } from '@minglu/event-store/testing';
import { inTransaction, type StoredEvent } from '@minglu/event-store';
import { inbox } from '@minglu/messaging';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { migrateAll, READ_MODEL } from '@minglu/system';
import { Pool } from 'pg';
import { runCli } from './support.js';

const event = (type: string, data: unknown, streamVersion = 1): StoredEvent => ({
  position: streamVersion,
  eventId: '0b9c0c52-0000-4000-8000-000000000000',
  streamId: 'policy/national',
  streamVersion,
  publicVersion: null,
  type,
  schemaVersion: 1,
  payload: JSON.stringify(data),
  metadata: JSON.stringify({ classification: 'INTERNAL', occurredAt: '2026-01-01T00:00:00.000Z' }),
  salt: new Uint8Array(),
  contentHash: new Uint8Array(),
  recordedAt: '2026-01-01T00:00:00.000Z',
});

describeOnPostgres('events that were set aside', () => {
  const name = `minglu_parked_${randomBytes(5).toString('hex')}`;
  let pool: Pool;
  let url: string;
  beforeAll(async () => {
    url = await createDatabase(serverUrl(), name);
    await migrateAll(url);
    pool = new Pool({ connectionString: url, max: 2 });
    pool.on('error', () => undefined);
  }, 30_000);
  afterAll(async () => {
    await pool.end();
    await dropDatabase(serverUrl(), name);
  });

  it('are listed with their reason, and come in order once they can be handled', async () => {
    const run = (...args: string[]) => runCli({ DATABASE_URL: url }, 'parked', ...args);
    expect(await run()).toEqual({ code: 0, output: '没有搁置的事件 / nothing is parked\n' });
    // An older service, which does not know this type.
    const older = inbox({
      consumer: READ_MODEL,
      schema: 'query',
      handler: async () => {
        throw new Error('event PolicySet cannot be read: unknown type');
      },
    });
    const set = (value: number, version: number) =>
      event('PolicySet', { key: 'policy/panel-minimum', value, documentNumber: '1号' }, version);
    await inTransaction(pool, (tx) => older.take([set(7, 1), set(9, 2)], tx));
    const listed = await run();
    expect(listed.code).toBe(1);
    expect(listed.output).toContain('policy/national @1  PolicySet  Error: event PolicySet cannot be read: unknown type');
    expect(listed.output).toContain('policy/national @2  PolicySet  waits behind an event that is parked');
    expect(await run('--replay', 'policy/national')).toEqual({
      code: 0,
      output: '已补办 replayed 2，仍搁置 left 0\n没有搁置的事件 / nothing is parked\n',
    });
    const { rows } = await pool.query(`SELECT view->'state'->>'policy/panel-minimum' AS value FROM query.settings`);
    expect(rows).toEqual([{ value: '9' }]);
    expect((await run('--replay')).code).toBe(2);
  }, 60_000);
});
