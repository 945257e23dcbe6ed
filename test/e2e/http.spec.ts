import { request as rawRequest } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Actor } from '@minglu/kernel';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import { startService, type TestService } from './service.js';

const shanghai: Actor = { person: 'shanghai', role: 'applicant', org: '310000' };
const officer: Actor = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
const auditor: Actor = { person: 'auditor-1', role: 'auditor', org: 'MIIT' };
/** Holds a role of the ministry for another organisation. */
const foreignAuditor: Actor = { ...auditor, org: '330000' };
const material = (kind: string) => ({ kind, name: `${kind}.pdf`, sha256: 'a'.repeat(64) });

/* eslint-disable @typescript-eslint/no-explicit-any -- bodies of all shapes, looked at by matchers */
interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: any;
}

/** All routes of the service. */
const ROUTES = [
  'GET /health',
  'GET /health/live',
  'GET /commands',
  'POST /commands',
  'GET /dossiers',
  'GET /dossiers/:id',
  'GET /dossiers/:id/events',
  'GET /dossiers/:id/actions',
  'GET /dossiers/:id/replay',
  'GET /dossiers/:id/steps',
  'GET /dossiers/:id/difference',
  'GET /deadlines/:of',
  'GET /access-lines',
  'POST /events/:eventId/disclosures',
  'POST /unmaskings/:unmaskingId/readings',
  'GET /dossiers/:id/access-lines',
  'GET /dossiers/:id/figures',
  'GET /dossiers/:id/figures/:indicator',
  'GET /dossiers/:id/tainted-decisions',
  'GET /dossiers/:id/investigation-timeline',
  'GET /dossiers/:id/consistency-findings',
  'GET /consistency-findings',
  'GET /campaigns/:id/not-filed',
  'GET /receipts/:number',
  'GET /provisions',
  'GET /provisions/:instrument/:number',
  'GET /work-calendars',
  'GET /campaigns',
  'GET /policies',
  'GET /indicator-systems',
  'GET /indicator-systems/:version',
  'GET /divisions',
  'GET /parks',
  'GET /tasks',
  'GET /colleagues',
  'GET /persons',
  'GET /persons/:person',
  'GET /changes',
  'POST /calendar-feeds',
  'GET /calendar-feeds',
  'GET /calendar-feeds/:id',
  'DELETE /calendar-feeds/:id',
  'GET /calendar/:file',
  'GET /publicities',
  'GET /statistics',
  'GET /evaluations/:year',
  'GET /campaigns/:id/overview',
  'GET /titles',
  'GET /titles/:id',
  'GET /titles/:id/valid-on',
  'GET /tables',
  'GET /tables/:table/template.xlsx',
  'GET /tables/:table/export.xlsx',
  'GET /tables/:table/export.csv',
  'POST /tables/:table/imports',
  'POST /materials',
  'GET /materials/:sha256',
  'GET /materials/:sha256/metadata',
  'POST /material-uploads',
  'GET /material-uploads/:id',
  'DELETE /material-uploads/:id',
  'PUT /material-uploads/:id/parts/:part',
  'POST /material-uploads/:id/completion',
  'GET /log',
  'GET /events/:eventId',
  'GET /feed',
  'GET /public-records/keys',
  'GET /public-records/watermarks',
  'GET /checkpoint',
  'GET /checkpoint/:size',
  'GET /proof/inclusion',
  'GET /proof/consistency',
  'GET /proof/case/:id',
  'GET /public-log/answers/register',
  'GET /public-log/answers/title',
  'GET /public-log/leaves',
  'GET /evidence-exports/:exportId/package',
  'GET /public-log/keys',
  'GET /public-log/checkpoint',
  'GET /public-log/checkpoint/:size',
  'GET /public-log/proof/inclusion',
  'GET /public-log/proof/consistency',
  'GET /public-log/tile/:path',
  'GET /tile/:path',
  'GET /tile/entries/:path',
];

describeOnPostgres('the service over HTTP', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2023-10-20T09:00:00+08:00');
  }, 60_000);
  afterAll(() => service?.close(), 60_000);

  const request = async (method: 'GET' | 'POST', path: string, headers: Record<string, string>, body?: string): Promise<Reply> => {
    const response = await fetch(`${service.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: (await response.json()) as Reply['body'] };
  };
  const send = async (
    method: 'GET' | 'POST',
    path: string,
    caller: Actor | string | null,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const token: Record<string, string> =
      caller === null ? {} : { authorization: typeof caller === 'string' ? caller : `Bearer ${await service.tokenOf(caller)}` };
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return request(method, path, { ...token, ...json, ...headers }, body === undefined ? undefined : JSON.stringify(body));
  };
  const command = (actor: Actor | string | null, type: string, data: unknown, headers?: Record<string, string>) =>
    send('POST', '/commands', actor, { type, data }, headers);
  const opening = (caseId: string) => ({
    caseId,
    programme: 'city',
    applicant: '310000',
    campaignId: 'city-creation-2023',
    workingBody: '市软件名城办',
  });

  it('has exactly the routes of this list', async () => {
    const { body } = await send('GET', '/openapi.json', null);
    const listed = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(listed.sort()).toEqual([...ROUTES].sort());
  });

  it('shows its metrics to auditors alone, because they reveal more than the public events', async () => {
    for (const [caller, status] of [
      [null, 401],
      [shanghai, 403],
      [officer, 403],
      [foreignAuditor, 403],
      ['Bearer x', 401],
    ] as const)
      expect(await send('GET', '/metrics', caller)).toMatchObject({ status });
    const scrape = async () => {
      const response = await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${await service.tokenOf(auditor)}` } });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      return (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    };
    const timers = 'minglu_subscription_lag_events{subscription="timers"} 0';
    await eventually('the timers have caught up', async () => (await scrape()).includes(timers));
    const figures = await scrape();
    for (const series of [
      'minglu_probe_up{probe="database"} 1',
      `minglu_log_head_position ${await service.system.store.head()}`,
      timers,
      'minglu_figures_up{source="log"} 1',
    ])
      expect(figures).toContain(series);
    expect(figures.some((line) => line.startsWith('minglu_http_request_seconds_count{method="GET",route="/metrics",status="200"} '))).toBe(
      true,
    );
    expect(
      figures.some((line) => line.startsWith('minglu_http_problems_total{method="GET",route="/metrics",code="not-authorised"} ')),
    ).toBe(true);
    expect(figures.some((line) => /^process_resident_memory_bytes [1-9]/.test(line))).toBe(true);
  });

  it('opens an application, shows it to its city at once, and hides it from the public', async () => {
    const answer = await command(shanghai, 'OpenApplication', opening('sh'), { 'idempotency-key': 'open-sh-1' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        commandId: 'open-sh-1',
        repeated: false,
        warnings: [],
        events: [{ type: 'ApplicationOpened' }, { type: 'ConsentNotApplicable' }],
      },
    });
    const own = await send('GET', `/dossiers/sh?after=${answer.body.after}`, shanghai);
    expect(own).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { caseId: 'sh', status: 'DRAFT', applicantName: '上海市', version: 2, flags: [] },
    });
    expect(await send('GET', '/dossiers/sh', null)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
    expect(await send('GET', '/dossiers/sh/events', { ...shanghai, org: '110000' })).toMatchObject({ status: 404 });
    expect((await send('GET', '/dossiers', null)).body).toEqual({ items: [], next: null, total: 0, totalIsExact: true });
  });

  it('gives a repeated command its first answer, and refuses the same id with other content', async () => {
    const again = await command(shanghai, 'OpenApplication', opening('sh'), { 'idempotency-key': 'open-sh-1' });
    expect(again).toMatchObject({
      status: 201,
      body: { repeated: true, events: [{ type: 'ApplicationOpened' }, { type: 'ConsentNotApplicable' }] },
    });
    expect(await command(shanghai, 'OpenApplication', opening('other'), { 'idempotency-key': 'open-sh-1' })).toMatchObject({
      status: 422,
      body: { code: 'command-id-reused' },
    });
  });

  it('takes from callers without a token only keys that no other caller can guess', async () => {
    const withKey = (key: string) => command(null, 'FileObjection', {}, { 'idempotency-key': key });
    const why = { zh: '没有访问令牌时，Idempotency-Key 须为随机的 UUID' };
    expect(await withKey('objection-1')).toMatchObject({ status: 400, body: { code: 'invalid-request', message: why } });
    expect(await withKey(randomUUID())).toMatchObject({ status: 400, body: { code: 'invalid-payload' } });
  });

  it('refuses with a problem document that names the provision in both languages', async () => {
    const refused = await command(shanghai, 'SubmitApplication', {
      caseId: 'sh',
      truthfulnessPledge: true,
      figures: [],
      materials: [material('written-application-report')],
    });
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused).toMatchObject({
      status: 422,
      body: {
        type: 'urn:minglu:problem:materials-missing',
        code: 'materials-missing',
        legalBasis: ['measure-2022/10'],
        message: { zh: expect.stringContaining('缺少材料'), en: expect.any(String) },
        details: { missing: ['creation-application-form', 'creation-work-plan'] },
      },
    });
  });

  it('has the words of each provision that a command or a refusal names', async () => {
    const { items } = (await send('GET', '/commands', null)).body as { items: { provisions: string[] }[] };
    const refused = await command(officer, 'WithdrawApplication', { caseId: 'sh', reasons: 'x' });
    expect(refused.body.provisions).toEqual(refused.body.legalBasis.map((id: string) => `/provisions/${id}`));
    const paths = [...new Set([...items.flatMap(({ provisions }) => provisions), ...refused.body.provisions])];
    for (const path of paths) {
      const answer = await send('GET', path, null);
      expect([path, answer.status, answer.body.path]).toEqual([path, 200, path]);
      expect(answer.body.text.length > 0 || answer.body.meaning !== null).toBe(true);
    }
    expect(paths.length).toBeGreaterThan(20);
  });

  it('lists the provisions, and says when a caller has them already', async () => {
    const all = await send('GET', '/provisions', null);
    expect(all.headers).toMatchObject({ 'cache-control': 'public, max-age=3600', etag: expect.stringMatching(/^"[\w-]{22}"$/) });
    expect(await send('GET', '/provisions?instrument=measure-2022&number=18', null)).toMatchObject({
      body: { items: [{ id: 'measure-2022/18', number: '第十八条', path: '/provisions/measure-2022/18' }] },
    });
    expect((await send('GET', '/provisions?instrument=notice-2023-277', null)).body.items).toHaveLength(9);
    expect((await send('GET', '/provisions?number=9999', null)).body).toEqual({ items: [] });
    expect(await send('GET', '/provisions?instrument=decree', null)).toMatchObject({ status: 400 });
    expect(await send('GET', '/provisions/measure-2022/99', null)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
    for (const path of ['/provisions', '/provisions/measure-2022/18']) {
      const { headers } = await send('GET', path, null);
      const again = await fetch(`${service.url}${path}`, { headers: { 'if-none-match': `"other", W/${headers['etag']}` } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
  });

  it.each([
    ['a field that is missing', 'OpenApplication', { caseId: 'x' }, 400, 'invalid-payload'],
    ['an unknown field', 'OpenApplication', { ...opening('x'), colour: 'red' }, 400, 'invalid-payload'],
    [
      'a figure that is not a decimal',
      'SubmitApplication',
      {
        caseId: 'sh',
        truthfulnessPledge: true,
        materials: [],
        figures: [{ indicator: 'A1.1', value: '1e3', unit: '亿元', dataYear: 2022, source: 'x' }],
      },
      400,
      'invalid-payload',
    ],
    [
      'a date that does not exist',
      'RequestCycleShortening',
      { caseId: 'sh', newCycleEnd: '2023-02-30', reasons: 'x' },
      400,
      'invalid-payload',
    ],
    ['a command that does not exist', 'MakeFamous', {}, 404, 'unknown-command'],
    ['a dossier that does not exist', 'WithdrawApplication', { caseId: 'nobody', reasons: 'x' }, 403, 'not-authorised'],
    ['a taken id', 'OpenApplication', opening('sh'), 409, 'id-taken'],
    [
      'a command of another role',
      'ConferTitle',
      { caseId: 'sh', titleId: 't', documentNumber: '1', effectiveDate: '2023-10-20' },
      403,
      'not-authorised',
    ],
  ])('answers %s with its stable code and appends nothing', async (_, type, data, status, code) => {
    const before = await service.system.store.head();
    expect(await command(shanghai, type, data)).toMatchObject({ status, body: { code, status } });
    expect(await service.system.store.head()).toBe(before);
  });

  it.each([
    ['a body that is not JSON', '/commands', '{', 400],
    ['a body without a type', '/commands', '{"data":{}}', 400],
  ])('answers %s as an invalid request', async (_, path, payload, status) => {
    expect(await request('POST', path, { 'content-type': 'application/json' }, payload)).toMatchObject({
      status,
      body: { code: 'invalid-request' },
    });
  });

  it.each(['Bearer nonsense', 'Basic abc', 'Bearer'])('answers 401 to the authorization “%s”', async (authorization) => {
    expect(await send('GET', '/dossiers', authorization)).toMatchObject({ status: 401, body: { code: 'not-authenticated' } });
  });

  it('accepts a role of the ministry from no other organisation, on no route', async () => {
    for (const path of ['/health', '/dossiers', '/commands', '/feed?limit=1'])
      expect(await send('GET', path, foreignAuditor)).toMatchObject({ status: 403, body: { code: 'not-authorised' } });
  });

  it('refuses a role that the token does not have, and a caller who is named twice', async () => {
    const ask = async (headers: string[]) =>
      new Promise<number>((resolve, reject) => {
        const sent = rawRequest(
          `${service.url}/dossiers`,
          { headers: [...headers, 'host', new URL(service.url).host] as never },
          (response) => {
            response.resume();
            resolve(response.statusCode!);
          },
        );
        sent.on('error', reject).end();
      });
    const bearer = ['authorization', `Bearer ${await service.tokenOf(officer)}`];
    expect(await ask([...bearer, 'minglu-role', 'ministry-officer'])).toBe(200);
    expect(await ask([...bearer, 'minglu-role', 'ministry-approver'])).toBe(403);
    expect(await ask([...bearer, ...bearer])).toBe(401);
    expect(await ask([...bearer, 'Authorization', 'Bearer x'])).toBe(401);
    expect(await ask([...bearer, 'minglu-role', 'ministry-officer', 'minglu-role', 'public'])).toBe(401);
    expect(await ask(['minglu-role', 'ministry-officer'])).toBe(401);
  });

  it('accepts no token with the role of the system', async () => {
    expect(await send('GET', '/dossiers', { person: 'x', role: 'system', org: 'MIIT' })).toMatchObject({ status: 401 });
  });

  it('gives the history as of an instant, with the events that the caller may see', async () => {
    const opened = await command(officer, 'OpenInvestigation', {
      investigationId: 'i-1',
      subject: 'sh',
      clue: '举报材料造假',
      sourceProtected: true,
    });
    const city = await send('GET', `/dossiers/sh/events?after=${opened.body.after}`, shanghai);
    expect(city.body.items.map(({ type, version }: { type: string; version: number }) => [type, version])).toEqual([
      ['ApplicationOpened', 1],
      ['ConsentNotApplicable', 2],
    ]);
    expect(city.body.items[0].receipt).toMatchObject({
      provisions: expect.arrayContaining([{ id: 'measure-2022/7', zh: '申请主体和途径', en: 'who may apply, and how' }]),
      versions: { 'campaign/city-creation-2023': 1 },
      sentence: { zh: expect.stringContaining('申请已建立；依据申请主体和途径（measure-2022/7）') },
    });
    expect(JSON.stringify(city.body)).not.toMatch(/position|streamVersion|Investigation/);
    expect((await send('GET', '/dossiers/sh', shanghai)).body).toMatchObject({ version: 2, flags: [] });
    const ministry = await send('GET', '/dossiers/sh/events', officer);
    expect(ministry.body.items.at(-1)).toMatchObject({ type: 'InvestigationOpened', streamVersion: 3, classification: 'RESTRICTED' });
    expect(JSON.stringify(ministry.body)).not.toContain('举报材料造假');
    expect((await send('GET', '/dossiers/sh', officer)).body.flags).toEqual(['UNDER_INVESTIGATION']);
    expect(await send('GET', '/dossiers/sh?at=2023-10-19T00:00:00%2B08:00', officer)).toMatchObject({ status: 404 });
    expect(await send('GET', '/dossiers/sh?at=2023-10-19', officer)).toMatchObject({ status: 404 });
    // The whole day counts, although the application came at nine o'clock.
    expect(await send('GET', '/dossiers/sh?at=2023-10-20', officer)).toMatchObject({ status: 200, body: { status: 'DRAFT' } });
    expect(await send('GET', '/dossiers/sh?at=yesterday', officer)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('gives a city under investigation the same answers as before, byte for byte except for ids', async () => {
    const investigation = { investigationId: 'inv-cq', subject: 'cq', clue: '来信举报', sourceProtected: true };
    const chongqing: Actor = { person: 'chongqing', role: 'applicant', org: '500000' };
    const { body } = await command(chongqing, 'OpenApplication', { ...opening('cq'), applicant: '500000' });
    await send('GET', `/dossiers/cq?after=${body.after}`, chongqing);
    const all = async () => {
      const [one, events, list] = [
        await send('GET', '/dossiers/cq', chongqing),
        await send('GET', '/dossiers/cq/events', chongqing),
        await send('GET', '/dossiers', chongqing),
      ];
      const refused = [
        await command(chongqing, 'WithdrawApplication', { caseId: 'cq', reasons: '暂缓' }, { 'if-match': '"1"' }),
        await command(chongqing, 'OpenInvestigation', investigation),
        await command(chongqing, 'CloseInvestigation', { investigationId: 'inv-cq', finding: 'substantiated', reasons: '试探' }),
        await command(chongqing, 'ReportProgress', { caseId: 'cq', period: '2023', figures: [], narrative: '进展' }),
      ];
      return [
        ...[one, events, list].map(({ status, headers, body }) => ({
          status,
          etag: headers['etag'],
          length: headers['content-length'],
          body,
        })),
        ...refused.map(({ status, body }) => ({ status, body: { ...body, instance: null, commandId: null, correlationId: null } })),
      ];
    };
    const before = await all();
    const opened = await command(officer, 'OpenInvestigation', investigation);
    expect(opened).toMatchObject({ status: 201, body: { events: [{ type: 'InvestigationOpened' }] } });
    expect((await send('GET', `/dossiers/cq?after=${opened.body.after}`, officer)).body).toMatchObject({
      version: 3,
      flags: ['UNDER_INVESTIGATION'],
    });
    expect(await all()).toEqual(before);
  });

  it('refuses a command with a stale If-Match; the version counts only events that the caller may see', async () => {
    const withdrawal = { caseId: 'sh', reasons: '暂缓' };
    const { etag } = (await send('GET', '/dossiers/sh', shanghai)).headers;
    expect(etag).toBe('"2"');
    expect(await command(shanghai, 'WithdrawApplication', withdrawal, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'stale-version', details: { version: 2 } },
    });
    expect(await command(shanghai, 'WithdrawApplication', withdrawal, { 'if-match': 'W/"2"' })).toMatchObject({ status: 400 });
    expect(await command(shanghai, 'WithdrawApplication', withdrawal, { 'if-match': etag! })).toMatchObject({
      status: 201,
      body: { events: [{ type: 'ApplicationWithdrawn' }] },
    });
  });

  it('gives an anonymous caller the same answer for a hidden case and for a missing one', async () => {
    const objection = (caseId: string) => ({
      objectionId: 'o-1',
      publicityId: 'p-1',
      caseId,
      nameMode: 'anonymous',
      grounds: 'x',
      evidence: [],
    });
    const [existing, missing] = [
      await command(null, 'FileObjection', objection('sh')),
      await command(null, 'FileObjection', objection('nobody')),
    ];
    expect(existing).toMatchObject({ status: 422, body: { code: 'not-in-this-notice', legalBasis: ['measure-2022/18'] } });
    expect(existing.body).toEqual(missing.body);
  });

  it('gives a report from the public a receipt, by which anyone who has it can ask', async () => {
    const { body } = await command(null, 'FileReport', { nameMode: 'anonymous', content: '虚报收入' });
    expect(body.receipt).toMatch(/^report-.+\.[0-9a-z]{4}-[0-9a-z]{4}$/);
    const path = `/receipts/${String(body.receipt)}`;
    expect(await send('GET', path, null)).toMatchObject({ status: 200, body: { kind: 'report', state: 'registered' } });
    expect(await send('GET', path.slice(0, -1), null)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
  });

  it('accepts as `after` only the value from the answer of a command', async () => {
    for (const after of ['1000000', '0', 'x'.repeat(48)]) {
      expect(await send('GET', `/dossiers?after=${after}`, officer)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    }
  });

  it('shows the log to auditors alone', async () => {
    const { status, body } = await send('GET', '/log?after=0&limit=3', auditor);
    expect([status, body.items.map(({ position }: { position: number }) => position), body.head > 3]).toEqual([200, [1, 2, 3], true]);
    expect(await send('GET', '/log', null)).toMatchObject({ status: 401, body: { code: 'not-authenticated' } });
    for (const caller of [officer, shanghai, foreignAuditor]) expect(await send('GET', '/log', caller)).toMatchObject({ status: 403 });
    expect(await send('GET', '/log?limit=100000', auditor)).toMatchObject({ status: 400 });
  });

  it('shows who has not filed for an evaluation to the ministry and the parties, each the part that it may see', async () => {
    const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };
    const title = { titleId: 't-tianjin', cityCode: '120000', variant: 'famous', conferredOn: '2019-01-01', source: '部文件' };
    const { status, body: accepted } = await command(admin, 'ImportLegacyTitle', title);
    expect(status).toBe(201);
    const path = `/campaigns/city-evaluation-2023/not-filed?after=${encodeURIComponent(accepted.after as string)}`;
    const asked = async (caller: Actor) => {
      const { status: answered, body } = await send('GET', path, caller);
      return answered === 200 ? body.items.map((one: { titleId: string }) => one.titleId) : answered;
    };
    expect(await asked(officer)).toContain('t-tianjin');
    expect(await asked({ person: 'tianjin', role: 'applicant', org: '120000' })).toEqual(['t-tianjin']);
    expect(await asked({ person: 'tianjin', role: 'provincial-authority', org: '120000' })).toEqual(['t-tianjin']);
    expect(await asked(shanghai)).toEqual([]);
    expect(await send('GET', path, null)).toMatchObject({ status: 401, body: { code: 'not-authenticated' } });
    for (const caller of [{ person: 'e1', role: 'expert', org: 'MIIT' }])
      expect(await send('GET', path, caller)).toMatchObject({ status: 403, body: { code: 'not-authorised' } });
    for (const other of ['city-creation-2023', 'none', '%00'])
      expect(await send('GET', `/campaigns/${other}/not-filed`, officer)).toMatchObject({ status: 404, body: { code: 'unknown-id' } });
    expect((await send('GET', path, officer)).body).toMatchObject({
      campaignId: 'city-evaluation-2023',
      evaluationYear: 2023,
      closesAt: '2023-11-10T16:00:00.000Z',
    });
  });

  it('shows a corrected name in each view of a title, with its history and without the reason and the persons', async () => {
    const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };
    const title = { titleId: 't-nanjing', cityCode: '320100', variant: 'famous', conferredOn: '2019-01-01', source: '部文件' };
    const { body: imported } = await command(admin, 'ImportLegacyTitle', title);
    const [{ eventId }] = imported.events as [{ readonly eventId: string }];
    const correction = { correctionId: 'k1', targetEventId: eventId, field: 'applicantName', newValue: '江苏省南京市', reason: '误录' };
    expect(await command(officer, 'CorrectRecord', correction)).toMatchObject({ status: 201 });
    const approver: Actor = { person: 'approver-1', role: 'ministry-approver', org: 'MIIT' };
    const { body: approved } = await command(approver, 'ApproveCorrection', { correctionId: 'k1' });
    const after = `?after=${encodeURIComponent(approved.after as string)}`;

    const history = { correctionId: 'k1', eventId, field: 'applicantName', recorded: '南京市', value: '江苏省南京市' };
    const shown = { caseId: 't-nanjing', applicantName: '江苏省南京市', corrections: [history] };
    for (const caller of [null, officer]) {
      const one = await send('GET', `/dossiers/t-nanjing${after}`, caller);
      expect(one.body).toMatchObject(shown);
      expect(JSON.stringify(one.body)).not.toMatch(/误录|officer-1|approver-1/);
      const { body: list } = await send('GET', `/dossiers${after}&limit=200`, caller);
      expect(list.items).toContainEqual(expect.objectContaining({ ...shown, corrections: [expect.objectContaining(history)] }));
      const { body: events } = await send('GET', '/dossiers/t-nanjing/events', caller);
      expect(events.items[0]).toMatchObject({ data: { applicantName: '江苏省南京市' }, recorded: { applicantName: '南京市' } });
    }
    const { body: notFiled } = await send('GET', `/campaigns/city-evaluation-2023/not-filed${after}`, officer);
    expect(notFiled.items).toContainEqual(expect.objectContaining({ titleId: 't-nanjing', applicantName: '江苏省南京市' }));
    const { body: feed } = await send('GET', '/feed?limit=500', null);
    expect(feed.items.at(-1)).toMatchObject({ type: 'CorrectionPublished', subject: 'corrected/dossier.t-nanjing' });
    expect(JSON.stringify(feed)).not.toContain('误录');
  });

  describe('the feed', () => {
    const pages = async (limit: number) => {
      const all: { type: string; subject: string; publicversion: number }[] = [];
      for (let next: string | null = ''; next !== null;) {
        const { body }: Reply = await send('GET', `/feed?limit=${limit}${next ? `&after=${next}` : ''}`, null);
        all.push(...body.items);
        next = body.next as string | null;
      }
      return all;
    };
    it('gives everyone the public events alone, as CloudEvents, page by page and without a gap', async () => {
      const all = await pages(2);
      expect(all.length).toBeGreaterThan(4);
      expect(all).toEqual(await pages(500));
      const last = new Map<string, number>();
      for (const { subject, publicversion } of all) {
        expect([subject, publicversion]).toEqual([subject, (last.get(subject) ?? 0) + 1]);
        last.set(subject, publicversion);
      }
      expect(all[0]).toMatchObject({ specversion: '1.0', source: 'urn:minglu:log', datacontenttype: 'application/json' });
      expect(JSON.stringify(all)).not.toMatch(/Investigation|Objection|commandId|person/);
      expect(await send('GET', '/feed?after=nonsense', null)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
      expect(await send('GET', '/feed?limit=1', null, undefined, { 'last-event-id': '' })).toMatchObject({
        status: 200,
        headers: { vary: 'accept' },
      });
    });
    it('answers a HEAD request for the stream at once; the media type may have any case', async () => {
      const response = await fetch(`${service.url}/feed`, {
        method: 'HEAD',
        headers: { accept: 'Text/Event-Stream' },
        signal: AbortSignal.timeout(20_000),
      });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    }, 30_000);
    it('streams the events after the last one of the reader, and then new events', async () => {
      const { body } = await send('GET', '/feed?limit=2', null);
      const end = new AbortController();
      const response = await fetch(`${service.url}/feed`, {
        headers: { accept: 'text/event-stream', 'last-event-id': body.next as string },
        signal: end.signal,
      });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      let text = '';
      const reading = (async () => {
        for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) text += Buffer.from(chunk).toString();
      })().catch(() => undefined);
      const ids = () => [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => (JSON.parse(data!) as { id: string }).id);
      const rest = (await send('GET', `/feed?limit=500&after=${body.next}`, null)).body.items.map(
        ({ id }: { id: string }) => id,
      ) as string[];
      const until = async (count: number) => {
        for (let n = 0; n < 200 && ids().length < count; n += 1) await new Promise((resolve) => setTimeout(resolve, 25));
      };
      await until(rest.length);
      expect(ids()).toEqual(rest);
      const admin: Actor = { person: 'admin', role: 'ministry-admin', org: 'MIIT' };
      await command(admin, 'OpenCampaign', {
        campaignId: 'c-feed',
        programme: 'city',
        track: 'evaluation',
        year: 2024,
        documentNumber: '1号',
        opensAt: '2024-10-15T00:00:00+08:00',
        closesAt: '2024-11-11T00:00:00+08:00',
      });
      await until(rest.length + 1);
      expect(text).toContain('event: CampaignOpened');
      end.abort();
      await reading;
    });
  });

  it('is healthy', async () => {
    const lag = async () => (await send('GET', '/health', auditor)).body.info.readModel.lag as number;
    await eventually('the read model has caught up', async () => (await lag()) === 0);
    const durability = { fsync: expect.any(String) as string, full_page_writes: expect.any(String) as string, synchronous_commit: 'on' };
    expect(await send('GET', '/health', auditor)).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        info: { database: { status: 'up', ...durability }, readModel: { status: 'up', lag: 0 }, clock: { status: 'up' } },
      },
    });
    expect(await send('GET', '/health/live', null)).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('shows figures of its health to auditors alone, since they count restricted events', async () => {
    for (const caller of [null, officer, shanghai]) {
      const { info } = (await send('GET', '/health', caller)).body as { readonly info: Readonly<Record<string, object>> };
      expect(Object.values(info)).toEqual(Object.keys(info).map(() => ({ status: 'up' })));
    }
  });
});
