import { readFileSync } from 'node:fs';
import { describeOnPostgres } from '@minglu/event-store/testing';
import type { Actor } from '@minglu/kernel';
import { startService, type TestService } from './service.js';

/** A committed table of routes and roles. */
const tableIn = (file: string) => {
  const [head, , ...lines] = readFileSync(new URL(`../../libs/contracts/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const columns = head!.slice(2);
  const rows = lines.map(([route, act, ...marks]) => ({
    path: route!.replaceAll('`', '').replace(/^(?:POST|GET) /, ''),
    act: act!,
    callers: columns.filter((_, index) => marks[index] === '●'),
  }));
  return { roles: columns, rows };
};
const { roles, rows: table } = tableIn('routes.md');
const { rows: reads } = tableIn('read-routes.md');

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

describeOnPostgres('the routes of the acts', () => {
  let service: TestService;
  const tokens = new Map<string, string>();
  const tokenOf = async (actor: Actor): Promise<string> => {
    const key = JSON.stringify(actor);
    tokens.set(key, tokens.get(key) ?? (await service.tokenOf(actor)));
    return tokens.get(key)!;
  };
  beforeAll(async () => {
    service = await startService('2023-10-20T09:00:00+08:00');
  }, 60_000);
  afterAll(() => service?.close(), 60_000);

  const post = async (path: string, caller: Actor | null, body?: unknown, more: Record<string, string> = {}): Promise<Reply> => {
    const response = await fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: {
        ...(caller === null ? {} : { authorization: `Bearer ${await tokenOf(caller)}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
  };
  const shanghai: Actor = { person: 'shanghai', role: 'applicant', org: '310000' };
  const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };
  const opening = { programme: 'city', applicant: '310000', campaignId: 'city-creation-2023', workingBody: '市软件名城办' };

  it('have more than a hundred rows in the committed table', () => {
    expect(table.length).toBeGreaterThan(100);
    expect(roles).toEqual(expect.arrayContaining(['public', 'expert', 'subscriber']));
  });

  // No id has this form. So a role that may call the route is told the fault of the payload, and another role is not.
  it.each(table)(
    '$path takes $callers and refuses every other role',
    async ({ path, callers }) => {
      const head = await service.system.store.head();
      const answers = await Promise.all(
        roles.map(async (role) => {
          const { body } = await post(path.replaceAll(/\{\w+\}/g, '~'), { person: 'p1', role, org: 'MIIT' }, {});
          return [role, body['code']] as const;
        }),
      );
      expect(answers).toEqual(roles.map((role) => [role, callers.includes(role) ? 'invalid-payload' : 'not-authorised']));
      const { status, headers } = await post(path.replaceAll(/\{\w+\}/g, '~'), null, {});
      expect([status, headers.get('www-authenticate')]).toEqual(callers.includes('public') ? [400, null] : [401, 'Bearer']);
      expect(await service.system.store.head()).toBe(head);
    },
    20_000,
  );

  it.each(reads)(
    'GET $path answers $callers and refuses every other role',
    async ({ path, callers }) => {
      const answers = await Promise.all(
        roles.map(async (role) => {
          const headers = { authorization: `Bearer ${await tokenOf({ person: 'p1', role, org: 'MIIT' })}` };
          const response = await fetch(`${service.url}${path.replaceAll(/\{\w+\}/g, '~')}`, { headers });
          const { code } = (await response.json().catch(() => ({}))) as { readonly code?: string };
          return [role, response.status === 403 ? code : 'answered'] as const;
        }),
      );
      expect(answers).toEqual(roles.map((role) => [role, callers.includes(role) ? 'answered' : 'not-authorised']));
    },
    20_000,
  );

  it('make an id where the caller gives none, and say where the new thing is', async () => {
    const key = { 'idempotency-key': 'open-shanghai' };
    const opened = await post('/dossiers', shanghai, opening, key);
    const { caseId } = opened.body['created'] as { caseId: string };
    expect([opened.status, caseId, opened.headers.get('location')]).toEqual([
      201,
      expect.stringMatching(/^case(-[0-9a-z]{4}){3}$/),
      `/dossiers/${caseId}`,
    ]);
    expect(await post('/dossiers', shanghai, opening, key)).toMatchObject({ body: { created: { caseId }, repeated: true } });
    const read = await fetch(`${service.url}/dossiers/${caseId}?after=${String(opened.body['after'])}`, {
      headers: { authorization: `Bearer ${await tokenOf(shanghai)}` },
    });
    expect([read.status, await read.json()]).toEqual([200, expect.objectContaining({ caseId, status: 'DRAFT' })]);

    const withdrawn = await post(`/dossiers/${caseId}/withdrawals`, shanghai, { reasons: '材料尚未齐备' });
    expect([withdrawn.status, withdrawn.headers.get('location')]).toEqual([201, `/dossiers/${caseId}`]);
  });

  it('are listed with schema and roles, and for a case with what the caller may do now', async () => {
    const get = async (path: string, caller: Actor) =>
      (await (await fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${await tokenOf(caller)}` } })).json()) as {
        readonly items: readonly { readonly command: string; readonly possible?: boolean; readonly routes: readonly string[] }[];
      };
    const { items } = await get('/commands', shanghai);
    const listed = table.map(({ act }) => act.split(' ')[0]!);
    expect(items.map(({ command }) => command).sort()).toEqual([...new Set(listed)].sort());
    expect(items.find(({ command }) => command === 'SubmitSupplement')).toMatchObject({
      roles: ['applicant'],
      routes: ['POST /dossiers/{caseId}/supplements'],
      schema: { type: 'object', required: ['caseId', 'materials'] },
    });

    const opened = await post('/dossiers', { ...shanghai, org: '500000' }, { ...opening, applicant: '500000' });
    const { caseId } = opened.body['created'] as { caseId: string };
    const path = `/dossiers/${caseId}/actions?after=${String(opened.body['after'])}`;
    const own = await get(path, { ...shanghai, org: '500000' });
    expect(own.items.find(({ command }) => command === 'SubmitApplication')).toMatchObject({
      possible: true,
      reason: null,
      routes: [`POST /dossiers/${caseId}/submissions`],
    });
    expect(own.items.find(({ command }) => command === 'SubmitSupplement')).toMatchObject({
      reason: { code: 'state', allowed: ['SUPPLEMENT'] },
    });
    expect(own.items.find(({ command }) => command === 'ConferTitle')).toMatchObject({
      reason: { code: 'role', allowed: ['ministry-approver'] },
    });
    // Another city learns nothing of a draft.
    expect(await get(path, shanghai)).toMatchObject({ code: 'unknown-id' });
  });

  it('refuse a body that names another thing than the address, and one that is no object', async () => {
    const path = '/dossiers/a/withdrawals';
    expect(await post(path, shanghai, { caseId: 'b', reasons: 'x' })).toMatchObject({
      status: 400,
      body: { code: 'other-id', details: { issues: [{ path: '/caseId' }] } },
    });
    expect(await post(path, shanghai, { caseId: 'a', reasons: 'x' })).toMatchObject({ status: 403, body: { code: 'not-authorised' } });
    for (const body of [[], 'a', null])
      expect(await post(path, shanghai, body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await post(`${path}?colour=red`, shanghai, {})).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('take an act without fields of its own with no body, and a year of the path as a number', async () => {
    expect(await post('/proceedings/p1/statement-waivers', shanghai)).toMatchObject({ status: 403, body: { code: 'not-authorised' } });
    expect(await post('/evaluation-years/2022/not-held-records', admin, { reason: '未开展' })).toMatchObject({ status: 201 });
  });

  it('say in a dry run what would be recorded or refused, and record nothing', async () => {
    const head = await service.system.store.head();
    const [path, key] = ['/parks?dry-run=true', { 'idempotency-key': 'a-dry-run' }];
    const body = { name: '某软件园', cityCode: '440300' };
    const tried = await post(path, admin, body, key);
    expect(tried).toMatchObject({
      status: 200,
      body: { dryRun: true, events: [{ type: 'ParkRegistered', data: body }], warnings: [], created: { parkId: expect.any(String) } },
    });
    expect(await post(path, admin, { ...body, cityCode: '999999' })).toMatchObject({ status: 422 });
    expect(await post('/commands?dry-run=true', admin, { type: 'RegisterPark', data: body }, key)).toMatchObject({ body: tried.body });
    expect(await service.system.store.head()).toBe(head);
    expect(await post('/parks', admin, body, key)).toMatchObject({
      status: 201,
      body: { repeated: false, created: tried.body['created'] },
    });
    expect(await post(path, admin, body)).toMatchObject({ status: 409, body: { code: 'id-taken' } });
  });

  it('keep no sealed text of a dry run', async () => {
    const rows = async () => (await service.database.pool.query('SELECT count(*)::int AS n FROM vault')).rows;
    const before = await rows();
    const tried = await post('/reports?dry-run=true', null, { content: '某园区虚报收入', cityCode: '440300' });
    expect([tried.status, JSON.stringify(tried.body).includes('虚报')]).toEqual([200, false]);
    expect(await rows()).toEqual(before);
  });
});
