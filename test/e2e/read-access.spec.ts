import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { traceOf } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import pg from 'pg';
import type { Context } from '../../apps/cli/src/context.js';
import { runCli } from '../../apps/cli/src/program.js';
import { startService, type TestService } from './service.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describeOnPostgres('the read-access log', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2026-03-02T09:00:00+08:00');
  }, 60_000);
  afterAll(() => service?.close(), 60_000);

  const officer: Actor = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
  const auditor: Actor = { person: 'auditor-1', role: 'auditor', org: 'MIIT' };
  const keeper: Actor = { person: 'audit-1', role: 'audit-admin', org: 'MIIT' };
  const city: Actor = { person: 'hefei-1', role: 'applicant', org: '340100' };

  const get = async (caller: Actor | null, path: string): Promise<Response> =>
    fetch(`${service.url}${path}`, { headers: caller ? { authorization: `Bearer ${await service.tokenOf(caller)}` } : {} });
  const post = async (caller: Actor, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${await service.tokenOf(caller)}`, 'content-type': 'application/json' };
    return (await fetch(`${service.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json() as Promise<{
      readonly created?: Readonly<Record<string, string>>;
      readonly code?: string;
    }>;
  };
  type Lines = { readonly items: readonly Readonly<Record<string, unknown>>[]; readonly next: number | null };
  const lines = async (query = ''): Promise<Lines> => (await get(keeper, `/access-lines?limit=1000&${query}`)).json() as Promise<Lines>;
  const asOwner = async (text: string): Promise<void> => {
    const client = new pg.Client(service.database.connection);
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  const verify = async () => {
    let out = '';
    const output = { write: (text: string) => ((out += text), true), isTTY: false };
    const env = { DATABASE_URL: service.database.connection.connectionString! };
    const context = { root: ROOT, cwd: ROOT, env, stdout: output, stderr: output } as unknown as Context;
    const code = await runCli(['access', 'verify', '--json'], context);
    return { code, ...(JSON.parse(out) as { readonly lines: number; readonly broken: unknown }) };
  };

  it('has a line of each reading: who asked for what, in which role, when and from where', async () => {
    await get(officer, '/dossiers/no-such-case');
    await get(city, '/dossiers?province=340000&q=张三');
    await get(auditor, '/log?after=0&limit=1');
    const { items } = await lines();
    const place = { address: '127.0.0.1', onBehalfOf: null, recordedAt: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/) as string };
    expect(items.slice(0, 3)).toMatchObject([
      { ...place, position: 1, act: 'dossier', subject: 'no-such-case', question: '', ...officer },
      { ...place, position: 2, act: 'list', subject: null, question: 'province=340000&q=…', ...city },
      { ...place, position: 3, act: 'log', subject: null, question: 'after=…&limit=1', ...auditor },
    ]);
    // Reading the log leaves a line too.
    expect((await lines(`person=${keeper.person}`)).items).toMatchObject([{ act: 'access-log' }, { act: 'access-log' }]);
  });

  it('is found by person, subject, kind and time, page by page', async () => {
    await get(officer, '/titles/t-1');
    await get(officer, '/titles/t-2');
    expect((await lines('subject=t-2')).items).toMatchObject([{ act: 'title', person: 'officer-1' }]);
    expect((await lines('person=officer-1&act=title')).items).toHaveLength(2);
    expect((await lines('before=2020-01-01')).items).toEqual([]);
    expect((await lines('from=2020-01-01&person=hefei-1')).items).toHaveLength(1);
    const first = (await (await get(keeper, '/access-lines?person=officer-1&limit=2')).json()) as Lines;
    const second = (await (await get(keeper, `/access-lines?person=officer-1&limit=2&after=${first.next}`)).json()) as Lines;
    expect([...first.items, ...second.items]).toEqual((await lines('person=officer-1')).items);
    expect(second.next).toBeNull();
  });

  it('takes an id as it comes, bounded and without characters that do not print', async () => {
    await get(officer, `/dossiers/${encodeURIComponent('a\0b')}`);
    await get(officer, `/dossiers/${'x'.repeat(90)}${encodeURIComponent('𠮷'.repeat(9))}`);
    const subjects = (await lines('person=officer-1')).items.map(({ subject }) => subject as string);
    expect(subjects.every((subject) => subject.length <= 128 && !/\p{Cc}/u.test(subject))).toBe(true);
  });

  it('takes the parameters as the handler gets them, and no half of a character', async () => {
    const before = (await lines('person=city-raw')).items.length;
    const raw: Actor = { ...city, person: 'city-raw' };
    await get(raw, '/dossiers?q=34?&province=340000');
    await get(raw, `/dossiers?x=${'a'.repeat(1_010 - 15)}${encodeURIComponent('𠮷𠮷')}`);
    const token = `Bearer ${await service.tokenOf(raw)}`;
    await new Promise<void>((resolve, reject) => {
      const { hostname, port } = new URL(service.url);
      request({ hostname, port, path: '/tables/application-figures/export.csv#dossier=d-7', headers: { authorization: token } }, (answer) =>
        answer.resume().once('end', resolve),
      )
        .once('error', reject)
        .end();
    });
    const { items } = await lines('person=city-raw');
    expect(before).toBe(0);
    expect(items).toMatchObject([
      { question: 'q=…&province=340000' },
      { question: expect.stringMatching(/^x=a+/) as string },
      { act: 'export', subject: 'd-7', question: 'table=application-figures&dossier=d-7' },
    ]);
  });

  it('has no line of the public, who see public facts alone', async () => {
    const before = (await lines()).items.length;
    expect((await get(null, '/dossiers')).status).toBe(200);
    expect((await get({ person: 's-1', role: 'subscriber', org: 'x' }, '/titles')).status).toBe(200);
    expect((await lines()).items).toHaveLength(before + 1);
  });

  it('is read by the audit administrator alone, and for a case under investigation by the ministry', async () => {
    for (const caller of [officer, auditor, city, { person: 's', role: 'system-admin', org: 'MIIT' }, { ...keeper, org: '340100' }])
      expect((await get(caller, '/access-lines')).status).toBe(403);
    expect((await get(null, '/access-lines')).status).toBe(401);
    for (const caller of [city, auditor, keeper]) expect((await get(caller, '/dossiers/d-1/access-lines')).status).toBe(403);

    const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };
    const campaign = { campaignId: 'c-2026', programme: 'city', track: 'creation-application', year: 2026, documentNumber: '〔2026〕1号' };
    await post(admin, '/campaigns', { ...campaign, opensAt: '2026-03-01T00:00:00Z', closesAt: '2026-12-31T00:00:00Z' });
    const opened = await post(city, '/dossiers', { programme: 'city', applicant: '340100', campaignId: 'c-2026', workingBody: '领导小组' });
    const id = opened.created!['caseId']!;
    await service.system.catchUpReadModel();
    expect((await get(city, `/dossiers/${id}`)).status).toBe(200);
    expect((await get(officer, `/dossiers/${id}/access-lines`)).status).toBe(404);
    const investigation = await post(officer, '/investigations', { subject: id, clue: '数据可疑', sourceProtected: true });
    expect(investigation.code).toBeUndefined();
    const seen = (await (await get(officer, `/dossiers/${id}/access-lines`)).json()) as Lines;
    expect(seen.items.map(({ person, act }) => [person, act])).toEqual([
      ['hefei-1', 'dossier'],
      ['officer-1', 'access-log'],
      ['officer-1', 'access-log'],
    ]);
  });

  it('has the ground on which an officer opened the words of a party, whose name stays sealed', async () => {
    const headers = { 'content-type': 'application/json' };
    const report = {
      nameMode: 'real-name',
      name: '李四',
      contact: '13900000000',
      content: '该园区数据不实',
      subject: 'park-7',
      evidence: [],
    };
    const filed = await fetch(`${service.url}/reports`, { method: 'POST', headers, body: JSON.stringify(report) });
    const text = await filed.text();
    expect([filed.status, text]).toEqual([201, expect.any(String)]);
    const events = [];
    for await (const page of service.system.log.readAll({ after: 0, upTo: await service.system.log.head() })) events.push(...page);
    const { eventId, streamId } = events.find(({ type }) => type === 'ReportFiled')!;
    const disclose = async (caller: Actor | null, id: string, ground: unknown) => {
      const authorization: Record<string, string> = caller ? { authorization: `Bearer ${await service.tokenOf(caller)}` } : {};
      const answer = await fetch(`${service.url}/events/${id}/disclosures`, {
        method: 'POST',
        headers: { ...headers, ...authorization },
        body: JSON.stringify({ ground }),
      });
      return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
    };
    const { status, body } = await disclose(officer, eventId, '核查举报');
    expect([status, body]).toEqual([
      200,
      {
        subject: streamId.split('/')[1],
        openings: ['该园区数据不实', '[]'].map((text) => ({ ref: expect.any(String), salt: expect.any(String), text })),
        texts: { content: '该园区数据不实', evidence: '[]' },
        erased: [],
        withheld: ['contact', 'name'],
        line: expect.any(Number) as number,
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/李四|13900000000/);
    expect((await lines('act=text')).items).toMatchObject([
      {
        position: body['line'],
        act: 'text',
        subject: streamId.split('/')[1],
        question: `event=${eventId}`,
        ground: '核查举报',
        person: 'officer-1',
      },
    ]);

    for (const caller of [auditor, keeper]) expect((await disclose(caller, eventId, '看看')).status).toBe(403);
    // For a party an event of others is as one that does not exist.
    expect((await disclose(city, eventId, '看看')).status).toBe(404);
    expect((await disclose(null, eventId, '看看')).status).toBe(401);
    for (const ground of ['', '  ', undefined, 'x'.repeat(501)]) expect((await disclose(officer, eventId, ground)).status).toBe(400);
    const unknown = await disclose(officer, '00000000-0000-4000-8000-000000000000', '核查');
    const plain = await disclose(officer, events[0]!.eventId, '核查');
    expect([unknown.status, unknown.body['code'], plain.status, plain.body['code']]).toEqual([404, 'unknown-id', 404, 'unknown-id']);
    expect((await lines('act=text')).items).toHaveLength(1);

    // The reading of an event is one of its case. An event that is not there has no case.
    expect((await get(auditor, `/events/${eventId}`)).status).toBe(200);
    expect((await get(auditor, '/events/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await lines('act=event')).items).toMatchObject([
      { subject: streamId.split('/')[1], question: `event=${eventId}` },
      { subject: '00000000-0000-4000-8000-000000000000', question: '' },
    ]);
  });

  it('gives no answer where the line cannot be written', async () => {
    const [{ caseId }] = ((await (await get(auditor, '/dossiers')).json()) as { readonly items: [{ readonly caseId: string }] }).items;
    expect((await get(auditor, `/dossiers/${caseId}`)).headers.get('etag')).not.toBeNull();
    await asOwner('ALTER FUNCTION access.record_lines RENAME TO away');
    try {
      const answer = await get(officer, '/dossiers');
      expect([answer.status >= 500, (await answer.text()).includes('"items"')]).toEqual([true, false]);
      // Nothing of the held answer is left, not even its version.
      const one = await get(auditor, `/dossiers/${caseId}`);
      expect([one.status >= 500, one.headers.get('etag'), (await one.text()).includes(caseId)]).toEqual([true, null, false]);
      expect((await get(null, '/dossiers')).status).toBe(200);
    } finally {
      await asOwner('ALTER FUNCTION access.away RENAME TO record_lines');
    }
    expect((await get(officer, '/dossiers')).status).toBe(200);
  });

  it('shows where a superuser has changed or removed a line', async () => {
    expect(await verify()).toMatchObject({ code: 0, broken: null });
    await expect(asOwner('DELETE FROM access.lines WHERE position = 2')).rejects.toThrow();
    const forced = (text: string) =>
      asOwner(`ALTER TABLE access.lines DISABLE TRIGGER immutable; ${text}; ALTER TABLE access.lines ENABLE ALWAYS TRIGGER immutable`);
    await forced(`UPDATE access.lines SET line = replace(line, 'hefei-1', 'other-1') WHERE position = 2`);
    expect(await verify()).toMatchObject({ code: 1, broken: { position: 2, reason: 'the line was changed' } });
    await forced(`UPDATE access.lines SET line = replace(line, 'other-1', 'hefei-1') WHERE position = 2`);
    expect(await verify()).toMatchObject({ code: 0 });
    await forced(`UPDATE access.lines SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 3`);
    expect(await verify()).toMatchObject({ code: 1, broken: { position: 3 } });
    await forced('DELETE FROM access.lines WHERE position = 3');
    expect(await verify()).toMatchObject({ code: 1, broken: { position: 3, reason: 'a line is missing' } });
  });

  it('is declared by each route that reads: it leaves a line, or says why it leaves none', () => {
    const reflector = new Reflector();
    const reading: string[] = [];
    const undeclared: string[] = [];
    const controllers = [...service.app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
    for (const { metatype } of controllers) {
      const methods = Object.entries(Object.getOwnPropertyDescriptors((metatype as { prototype: object }).prototype));
      for (const [name, { value }] of methods) {
        if (typeof value !== 'function' || Reflect.getMetadata(METHOD_METADATA, value as object) !== RequestMethod.GET) continue;
        reading.push(name);
        if (traceOf(reflector, value as () => unknown) === undefined) undeclared.push(`${(metatype as { name: string }).name}.${name}`);
      }
    }
    expect(undeclared).toEqual([]);
    expect(reading.length).toBeGreaterThan(30);
  });
});
