import { randomBytes } from 'node:crypto';
import { keysFrom } from '@minglu/casework';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { openSystem, seed, type System } from '@minglu/system';
import { playSample, SAMPLE_START } from './sample.js';

const AUDITOR = { person: 'spec', role: 'auditor', org: 'MIIT' };

describeOnPostgres('the sample cases', () => {
  let database: Database;
  let system: System;
  beforeAll(async () => {
    database = await newDatabase();
    const connection = { databaseUrl: database.connection.connectionString!, keys: keysFrom(randomBytes(32)), connections: 4 };
    system = await openSystem({ ...connection, onError: (error) => fail(error), areMaterialsChecked: true });
    await seed(system, SAMPLE_START);
    await playSample(system, () => undefined);
  }, 120_000);
  afterAll(async () => {
    await system?.close();
    await database?.drop();
  });

  it('are two cities and a park, each marked as a sample', async () => {
    const { items } = await system.readModel.dossiers(AUDITOR, { limit: 10 });
    expect(items.map(({ caseId, programme, status }) => [caseId, programme, status]).sort()).toEqual([
      ['sample-dongguan', 'city', 'CREATING'],
      ['sample-park-case', 'park', 'CREATING'],
      ['sample-tianjin', 'city', 'TITLED'],
    ]);
  });

  it('are recorded once, however often they are played', async () => {
    const head = await system.store.head();
    await playSample(system, () => undefined);
    expect(await system.store.head()).toBe(head);
  }, 60_000);
});
