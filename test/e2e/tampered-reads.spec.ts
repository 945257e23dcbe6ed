import { randomBytes } from 'node:crypto';
import { keysFrom } from '@minglu/casework';
import { command, filing, officer, on } from '@minglu/dossier/testing';
import { describeOnPostgres, eventually, newDatabase, tamper, type Database } from '@minglu/event-store/testing';
import type { Actor } from '@minglu/kernel';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

// A superuser changes the content of one event of a case. Each route that reads the events of the case says that a record cannot be read, and
// no route shows the forged text.

const auditor: Actor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
const START = '2025-09-29T09:00:00+08:00';
const FORGED = '某某伪造有限公司';

/** The routes that read the events of the case from the log. The id of the forged event is put in for {event}. */
const READING: readonly string[] = [
  '/dossiers/c?at=2025-09-28',
  '/dossiers/c/events',
  '/dossiers/c/replay',
  '/dossiers/c/replay?at=2025-09-28&knownAt=2025-09-28',
  '/dossiers/c/steps',
  '/dossiers/c/difference?fromAt=2025-09-20&toAt=2025-09-29',
  '/dossiers/c/figures',
  '/dossiers/c/figures/A1.1',
  '/dossiers/c/tainted-decisions',
  '/deadlines/p-c?at=2025-09-28',
  '/events/{event}',
  '/proof/case/c',
  '/tables/self-assessment-figures/export.csv?dossier=c',
];

describeOnPostgres('an event whose content was changed in the database', () => {
  let database: Database;
  let service: TestService;
  let event: string;
  let paths: readonly string[];
  beforeAll(async () => {
    database = await newDatabase();
    const keys = keysFrom(randomBytes(32));
    const before = await startService(START, { database, keys });
    await given(before.system.casework, ...inPublicity('c', '330200', '2025-09-26', 'p-c'));
    await given(before.system.casework, filing('o1', on('2025-09-28'), { caseId: 'c', publicityId: 'p-c' }));
    await eventually('all events are in a checkpoint', async () => (await before.system.sequencer.backlog()) === 0);
    await before.system.catchUpReadModel();
    const submitted = (await before.system.log.readStream('dossier/c')).find(({ type }) => type === 'SelfAssessmentSubmitted')!;
    event = submitted.eventId;
    await before.stop();
    await tamper(database, `UPDATE events SET payload = replace(payload, '{', '{"forged":"${FORGED}",') WHERE event_id = '${event}'`);
    // Another process, which has no state in memory.
    service = await startService(START, { database, keys });
    const { paths: described } = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    paths = Object.entries(described).flatMap(([path, item]) => ('get' in item ? [path] : []));
  }, 240_000);
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  }, 60_000);

  const get = async (
    path: string,
    caller: Actor = auditor,
  ): Promise<{ readonly status: number; readonly code: unknown; readonly text: string }> => {
    const headers = { authorization: `Bearer ${await service.tokenOf(caller)}` };
    const response = await fetch(`${service.url}${path.replace('{event}', event)}`, { headers });
    const text = await response.text();
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
    return { status: response.status, code: isProblem ? (JSON.parse(text) as { code: unknown }).code : null, text };
  };

  it.each(READING)('is not shown by %s, which says that a record cannot be read', async (path) => {
    expect(await get(path)).toMatchObject({ status: 500, code: 'record-unreadable', text: expect.not.stringContaining(FORGED) });
  });

  it('stops each command on the case, and records nothing', async () => {
    const head = await service.system.log.head();
    const body = command(officer, on('2025-09-29'), 'OpenInvestigation', {
      investigationId: 'i1',
      subject: 'c',
      clue: '来信',
      sourceProtected: true,
    });
    const response = await fetch(`${service.url}/commands`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await service.tokenOf(officer)}`,
        'content-type': 'application/json',
        'idempotency-key': 'tampered-1',
      },
      body: JSON.stringify({ type: body.do, data: body.with }),
    });
    expect([response.status, await response.json()]).toEqual([500, expect.objectContaining({ code: 'record-unreadable' })]);
    expect(await service.system.log.head()).toBe(head);
  });

  it('is shown by no route at all, to an auditor and to an officer', async () => {
    const values: Readonly<Record<string, string>> = {
      ...{ id: 'c', of: 'p-c', year: '2025', eventId: event, table: 'self-assessment-figures', indicator: 'A1.1', size: '1', number: 'i1' },
    };
    const concrete = [...READING, ...paths.map((path) => path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'none'))];
    expect(concrete.length).toBeGreaterThan(60);
    const shown: string[] = [];
    for (const caller of [auditor, officer])
      for (const path of [...concrete, '/log?after=0&limit=1000', '/feed?limit=100'])
        if ((await get(path, caller)).text.includes(FORGED)) shown.push(`${caller.role} ${path}`);
    expect(shown).toEqual([]);
  }, 120_000);

  it('has its place in the log and a reason instead of its content, so that nothing is left out in silence', async () => {
    const { items } = JSON.parse((await get('/log?limit=1000')).text) as {
      items: readonly { eventId: string; unreadable?: string; data?: unknown }[];
    };
    expect(items.find(({ eventId }) => eventId === event)).toMatchObject({ unreadable: expect.stringContaining('content hash') });
  });
});
