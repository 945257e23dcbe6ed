import { randomBytes } from 'node:crypto';
import { keysFrom, wallClock } from '@minglu/casework';
import { describeOnPostgres, eventually, newDatabase, type Database } from '@minglu/event-store/testing';
import { refusedSignIns } from '@minglu/http';
import { openSystem, type System } from '../system.js';
import { administrationWatch, reportRefusals, reportSettings } from './administration.js';
import { poolAs } from './connections.js';
import { SERVICE_VARIABLES } from './variables.js';

const fail = (error: unknown): void => {
  throw error as Error;
};

describeOnPostgres('services tell casework', () => {
  let database: Database;
  let system: System;
  let url: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    database = await newDatabase();
    url = database.connection.connectionString!;
    system = await openSystem({ databaseUrl: url, keys: keysFrom(randomBytes(32)), onError: fail, connections: 2 });
    const pool = poolAs(url, 'minglu_casework', 1, fail);
    const watch = administrationWatch({ pool, handler: system.casework, now: wallClock.now, onError: fail });
    watch.start();
    stop = async () => {
      await watch.stop();
      await pool.end();
    };
  }, 60_000);
  afterAll(async () => {
    await stop?.();
    await system?.close();
    await database?.drop();
  }, 60_000);

  const eventsOf = async (stream: string) =>
    (await system.store.readStream(stream)).map(({ type, metadata, payload }) => ({
      type,
      classification: (JSON.parse(metadata) as { readonly classification: string }).classification,
      data: JSON.parse(payload) as object,
    }));
  const startOf = async (env: Readonly<Record<string, string>>, events: number, at?: Date, service = 'gateway'): Promise<void> => {
    const report = reportSettings(url, service, env, fail, at);
    try {
      await eventually('the start is recorded', async () => (await eventsOf(`configuration/${service}`)).length >= events, 30_000);
    } finally {
      await report.close();
    }
  };

  it('the settings of a start: an event for those that differ, and none for the same', async () => {
    const start = Date.now();
    await startOf({ PORT: '3000', MINGLU_SESSION_KEY: 'ab'.repeat(32) }, 1, new Date(start));
    const same = reportSettings(url, 'gateway', { PORT: '3000', MINGLU_SESSION_KEY: 'ab'.repeat(32) }, fail, new Date(start + 1));
    await startOf({ PORT: '3001', MINGLU_SESSION_KEY: 'ab'.repeat(32) }, 2, new Date(start + 2));
    await same.close();
    const events = await eventsOf('configuration/gateway');
    expect(events).toMatchObject([
      {
        type: 'ConfigurationChanged',
        classification: 'RESTRICTED',
        data: {
          service: 'gateway',
          changes: [
            { variable: 'MINGLU_SESSION_KEY', before: null, after: expect.stringMatching(/^key [0-9a-f]+$/) },
            { variable: 'PORT', before: null, after: '3000' },
          ],
        },
      },
      { type: 'ConfigurationChanged', data: { changes: [{ variable: 'PORT', before: '3000', after: '3001' }] } },
    ]);
    expect(JSON.stringify(events)).not.toContain('abab');
  }, 60_000);

  it('two instances that start in the same millisecond with different settings: an event for each', async () => {
    const start = new Date();
    await startOf({ PORT: '3000' }, 1, start, 'query');
    await startOf({ PORT: '3001' }, 2, start, 'query');
    await startOf({ PORT: '3002' }, 3, start, 'query');
  }, 120_000);

  it.each(Object.keys(SERVICE_VARIABLES))('the settings of %s, with the rights of its own login', async (service) => {
    const stream = `configuration/${service}`;
    const before = (await eventsOf(stream)).length;
    const report = reportSettings(url, service, { PORT: '4000' }, fail);
    try {
      await eventually('the start is recorded', async () => (await eventsOf(stream)).length > before, 30_000);
    } finally {
      await report.close();
    }
  });

  it('the refused sign-ins of two gateways: one event for each minute', async () => {
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
    const gateways = [1, 2].map(() => refusedSignIns(Buffer.alloc(32, 1), () => minute + 5_000));
    for (const [n, gateway] of gateways.entries()) for (let i = 0; i <= n; i += 1) gateway.count('192.0.2.1');
    for (let i = 0; i < 200; i += 1) gateways[0]!.count(`10.0.${i}.1`);
    const reports = gateways.map((one) => reportRefusals(url, one, fail));
    const stream = `refused-sign-ins/${new Date(minute).toISOString().slice(0, 10)}`;
    try {
      await eventually('the minute is recorded', async () => (await eventsOf(stream)).length > 0, 30_000);
    } finally {
      await Promise.all(reports.map(({ close }) => close()));
    }
    const [event, ...others] = await eventsOf(stream);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ type: 'SignInsRefused', classification: 'RESTRICTED', data: { from: new Date(minute).toISOString() } });
    const { refusals, sources } = event!.data as { refusals: number; sources: readonly { refusals: number }[] };
    expect([refusals, sources.length, sources[0]!.refusals]).toEqual([203, 50, 3]);
  }, 60_000);
});
