import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { admin, approver, auditor, city, officer } from '@minglu/dossier/testing';
import { eventually } from '@minglu/event-store/testing';
import { topicNames } from '@minglu/messaging';
import { describeOnKafka, testKafka } from '@minglu/messaging/testing';
import { SERVICE_VARIABLES } from '@minglu/system';
import { SERVICES, type ServiceName } from '@minglu/embedded/fleet';
import { OPEN_CAMPAIGN, openApplication } from './applications.js';
import { startServiceProcess, startTestFleet, urlOf, type TestFleet } from './support.js';

interface Operation {
  readonly 'x-service': string;
  readonly 'x-service-elsewhere'?: readonly { readonly parameter: string; readonly values?: readonly string[] }[];
}

describeOnKafka('the services in separate processes', () => {
  let one: TestFleet;
  beforeAll(async () => {
    one = await startTestFleet(testKafka);
  }, 120_000);
  afterAll(() => one?.close(), 60_000);

  const SECRET = /^(?:MINGLU_\w+_KEYS?|DATABASE_URL|\w+_URL|KAFKA_BROKERS|KAFKA_SASL_\w+)=/;
  it('each have their own variables only: one login, and no key of another service', () => {
    const logins = new Set<string>();
    for (const [name, variables] of Object.entries(SERVICE_VARIABLES)) {
      const environment = readFileSync(`/proc/${one.fleet.pidOf(name as ServiceName)}/environ`, 'utf8').split('\0');
      const secrets = environment.filter((line) => SECRET.test(line));
      expect(secrets.map((line) => line.split('=')[0]).sort()).toEqual(variables.filter((variable) => SECRET.test(`${variable}=`)).sort());
      for (const line of secrets) if (line.startsWith('DATABASE_URL=')) logins.add(new URL(line.slice('DATABASE_URL='.length)).password);
    }
    expect(logins.size).toBe(7);
  });

  it('show the effect of a command to its sender, whichever service answers', async () => {
    expect(await one.ask('/commands', admin, OPEN_CAMPAIGN)).toMatchObject({ status: 201 });
    const { status, body } = await one.ask('/commands', city('441900'), openApplication('441900-a', '441900'));
    expect(status).toBe(201);
    const after = String(body['after']);
    expect(await one.ask(`/dossiers/441900-a?after=${after}`, city('441900'))).toMatchObject({
      status: 200,
      body: { status: 'DRAFT', version: 1 },
    });
    expect(await one.ask('/dossiers/441900-a/events', city('441900'))).toMatchObject({
      status: 200,
      body: { items: [{ type: 'ApplicationOpened', receipt: { rulePackage: 'measure-2022' } }] },
    });
    // The id of a case of another organisation would be refused, and so betrayed.
    expect(await one.ask('/commands', city('441900'), openApplication('a', '441900'))).toMatchObject({
      status: 400,
      body: { code: 'id-not-own' },
    });
    expect(await one.ask('/dossiers/441900-a?at=2020-01-01T00:00:00%2B08:00', officer)).toMatchObject({ status: 404 });
    expect(await one.ask('/deadlines/now', officer)).toMatchObject({ status: 200, body: { items: [{ kind: 'campaign-window' }] } });
    expect(await one.ask('/feed', officer)).toMatchObject({ status: 200 });
  }, 60_000);

  it('show a corrected record as corrected, from the read model as from the log', async () => {
    const { body } = await one.ask('/commands', city('440400'), openApplication('440400-k', '440400'));
    const [{ eventId: targetEventId }] = body['events'] as unknown as [{ readonly eventId: string }];
    const data = { correctionId: 'k1', targetEventId, field: 'applicantName', newValue: '广东省珠海市', reason: '简称' };
    await one.ask('/commands', officer, { type: 'CorrectRecord', data });
    const { body: approved } = await one.ask('/commands', approver, { type: 'ApproveCorrection', data: { correctionId: 'k1' } });
    const live = await one.ask(`/dossiers/440400-k?after=${String(approved['after'])}`, city('440400'));
    expect(live).toMatchObject({
      status: 200,
      body: { applicantName: '广东省珠海市', corrections: [{ correctionId: 'k1', eventId: targetEventId, recorded: '珠海市' }] },
    });
    const then = await one.ask('/dossiers/440400-k?at=2099-01-01T00:00:00%2B08:00', city('440400'));
    expect(then.body).toEqual({ ...live.body, reminders: [] });
  }, 60_000);

  it('refuse a revoked role, each by its own copy of the record', async () => {
    const revoked = { person: 'officer-8', role: 'ministry-officer', org: 'MIIT' };
    const data = { person: revoked.person, role: revoked.role, org: 'MIIT', reasons: '离任' };
    const security = { person: 'security-1', role: 'security-admin', org: 'MIIT' };
    expect(await one.ask('/commands', security, { type: 'RevokeRole', data })).toMatchObject({ status: 201 });
    for (const [path, body] of [['/dossiers'], ['/dossiers/441900-a/events'], ['/commands', { type: 'CorrectRecord', data: {} }]] as const)
      await eventually(`${path} refuses`, async () => (await one.ask(path, revoked, body)).body['code'] === 'role-revoked');
  }, 60_000);

  it('serve the keys and the watermarks of the public topic', async () => {
    expect(await one.ask('/public-records/keys', officer)).toMatchObject({ status: 200, body: { keys: [expect.anything()] } });
    expect(await one.ask('/public-records/watermarks', officer)).toMatchObject({
      status: 200,
      body: { items: expect.any(Array) as unknown },
    });
  });

  it('leave a line of each reading, with the address that the gateway sees', async () => {
    const headers = { authorization: `Bearer ${await one.tokenOf(officer)}`, 'x-forwarded-for': '203.0.113.9' };
    for (const path of ['/dossiers/by-query', '/dossiers/by-audit/events'])
      expect((await fetch(new URL(path, one.fleet.urlOf('gateway')), { headers })).status).toBe(404);
    for (const [subject, act] of [
      ['by-query', 'dossier'],
      ['by-audit', 'history'],
    ])
      expect(await one.ask(`/access-lines?subject=${subject}`, { person: 'audit-9', role: 'audit-admin', org: 'MIIT' })).toMatchObject({
        status: 200,
        body: { items: [{ act, person: officer.person, address: expect.stringMatching(/^(?:::ffff:)?127\.0\.0\.1$|^::1$/) as string }] },
      });
  });

  it('give tables out and take them in through the gateway, each from the service that has them', async () => {
    const headers = { authorization: `Bearer ${await one.tokenOf(city('441900'))}` };
    const template = await fetch(new URL('/tables/application-figures/template.xlsx', one.fleet.urlOf('gateway')), { headers });
    expect(template.status).toBe(200);
    const results = await fetch(new URL('/tables/evaluation-results/template.xlsx?year=2025', one.fleet.urlOf('gateway')), { headers });
    expect([results.status, results.status === 200 ? '' : await results.text()]).toEqual([200, '']);
    const form = new FormData();
    form.set('data', JSON.stringify({ caseId: '441900-a', materials: [], truthfulnessPledge: true }));
    form.set('file', await template.blob(), '申请.xlsx');
    const imported = await fetch(new URL('/tables/application-figures/imports', one.fleet.urlOf('gateway')), {
      method: 'POST',
      headers,
      body: form,
    });
    expect([imported.status, await imported.json()]).toMatchObject([
      422,
      { code: 'table-findings', details: { findings: [{ code: 'no-rows', sheet: '申请指标数据' }] } },
    ]);
    const exported = await fetch(new URL('/tables/application-figures/export.csv?dossier=441900-a', one.fleet.urlOf('gateway')), {
      headers,
    });
    expect([exported.status, (await exported.text()).split('\r\n').length]).toEqual([200, 2]);
    expect(await one.ask('/tables', officer)).toMatchObject({ status: 200, body: { items: expect.any(Array) as unknown } });
  }, 60_000);

  it('have each described route behind the gateway in the service that the description names', async () => {
    const description = readFileSync(new URL('../../libs/contracts/openapi.json', import.meta.url), 'utf8');
    const { paths } = JSON.parse(description) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
    const headers = { authorization: `Bearer ${await one.tokenOf(auditor)}` };
    const unknown: string[] = [];
    let asked = 0;
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { 'x-service': service, 'x-service-elsewhere': elsewhere = [] }] of Object.entries(operations)) {
        if (service === 'gateway') continue;
        const named = (values: Readonly<Record<string, string>>) =>
          path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'a-1');
        const others = elsewhere.map(({ parameter, values }) =>
          values ? named({ [parameter]: values[0]! }) : `${named({})}?${parameter}=2026-01-01`,
        );
        for (const url of [named({}), ...others]) {
          const answer = await fetch(new URL(url, one.fleet.urlOf('gateway')), {
            method: method.toUpperCase(),
            headers,
            redirect: 'manual',
          });
          if ((await answer.text()).includes('unknown-route')) unknown.push(`${method} ${url}`);
          asked += 1;
        }
      }
    }
    expect(unknown).toEqual([]);
    expect(asked).toBeGreaterThan(150);
  }, 60_000);

  it('tell a caller what changed, over Kafka: in order, each once, and from where he stopped', async () => {
    interface Change {
      readonly caseId: string;
      readonly eventId: string;
      readonly version: number;
    }
    const page = async (query: string) => {
      const { status, body } = await one.ask(`/changes?${query}`, officer);
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return body as unknown as { readonly items: readonly Change[]; readonly next: string | null; readonly cursor: string };
    };
    /** All changes from a place on, in pages of two. */
    const read = async (query: string) => {
      const all: Change[] = [];
      for (let asked = query; ;) {
        const { items, next, cursor } = await page(`${asked}&limit=2`);
        all.push(...items);
        if (next === null) return { all, cursor };
        asked = `cursor=${next}`;
      }
    };
    const applicants = ['441300', '440700', '440800', '441200', '445100'];
    const before = await read('since=2020-01-01');
    for (const applicant of applicants)
      expect(await one.ask('/commands', city(applicant), openApplication(`${applicant}-changes`, applicant))).toMatchObject({
        status: 201,
      });
    const seen = async (cursor: string, least: number) => {
      let found = await read(`cursor=${cursor}`);
      await eventually('the changes are read', async () => (found = await read(`cursor=${cursor}`)).all.length >= least, 60_000);
      return found;
    };
    const first = await seen(before.cursor, applicants.length);
    // The query service dies, and goes on from its inbox; the cursors of before still count.
    process.kill(one.fleet.pidOf('query')!, 'SIGKILL');
    await one.fleet.up('query');
    const whole = await read('since=2020-01-01');
    const resumed = await read(`cursor=${before.cursor}`);
    const ids = (changes: readonly Change[]) => changes.map(({ eventId }) => eventId);
    expect(ids(resumed.all).slice(0, first.all.length)).toEqual(ids(first.all));
    expect(ids(whole.all)).toEqual([...ids(before.all), ...ids(resumed.all)]);
    expect(new Set(ids(whole.all)).size).toBe(whole.all.length);
    const versions = new Map<string, number>();
    for (const { caseId, version } of whole.all) {
      expect([caseId, version]).toEqual([caseId, (versions.get(caseId) ?? 0) + 1]);
      versions.set(caseId, version);
    }
    expect(await read(`cursor=${resumed.cursor}`)).toMatchObject({ all: [] });
  }, 120_000);

  it('answer 504 if the effect is not visible in time', async () => {
    process.kill(one.fleet.pidOf('publisher')!, 'SIGSTOP');
    try {
      const { body } = await one.ask('/commands', city('440600'), openApplication('440600-b', '440600'));
      // On a slow machine a look at the broker can be late too, which is answered with 503.
      const look = () => one.askOnce(`/dossiers/440600-b?after=${String(body['after'])}`, city('440600'));
      let late = await look();
      await eventually('the wait is over', async () => late.status !== 503 || (late = await look()).status !== 503);
      expect(late.body).not.toHaveProperty('details.behind');
      expect(late).toMatchObject({ status: 504, body: { code: 'not-caught-up' } });
    } finally {
      process.kill(one.fleet.pidOf('publisher')!, 'SIGCONT');
    }
    await eventually('the effect is visible', async () => (await one.ask('/dossiers/440600-b', city('440600'))).status === 200);
  }, 60_000);

  it('expose no internal route to the outside, nor to another service without its token', async () => {
    for (const path of ['/internal/commands', '/internal/clock', '/health/../internal/commands'])
      expect(await one.ask(path, officer, {})).toMatchObject({ status: 404, body: { code: 'unknown-route' } });
    const direct = await fetch(new URL('/internal/commands', one.fleet.urlOf('casework')), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ commandId: 'x', type: 'PassDeadline', data: {}, at: '2026-01-01T00:00:00Z' }),
    });
    expect(direct.status).toBe(401);
    const clock = await fetch(new URL('/internal/clock', one.fleet.urlOf('procedure')), { method: 'POST' });
    expect(clock.status).toBe(404);
  }, 60_000);

  it('show metrics to Prometheus inside, and to no one through the gateway', async () => {
    for (const by of [officer, auditor])
      expect(await one.ask('/metrics', by)).toMatchObject({ status: 404, body: { code: 'unknown-route' } });
    const scrape = async (name: ServiceName): Promise<string> => {
      const response = await fetch(new URL('/metrics', one.fleet.urlOf(name)));
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
      return response.text();
    };
    const value = (text: string, series: string): number => {
      const line = text.split('\n').find((it) => it.startsWith(`${series} `));
      return Number(line?.slice(series.length + 1) ?? Number.NaN);
    };
    const dossier = topicNames(one.prefix).dossier;
    const OWN: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
      casework: ['minglu_log_head_position'],
      publisher: [
        'minglu_log_head_position',
        'minglu_publisher_position',
        'minglu_publisher_backlog_events',
        'minglu_publisher_active',
        'minglu_topic_faults{topic=""}',
      ],
      procedure: ['minglu_log_head_position', 'minglu_subscription_lag_events{subscription="timers"}'],
      query: [
        'minglu_consumer_taken_events{consumer="read-model-1"}',
        'minglu_consumer_parked_events{consumer="read-model-1"}',
        'minglu_consumer_foreign_records{consumer="read-model-1",reason=""}',
        'minglu_consumer_unknown_events{consumer="read-model-1",type=""}',
        ...[0, 1, 2].map((part) => `minglu_consumer_lag_records{consumer="read-model-1",topic="${dossier}",partition="${part}"}`),
      ],
      audit: ['minglu_log_head_position'],
    };
    for (const [name, own] of Object.entries(OWN) as [ServiceName, readonly string[]][]) {
      const text = await scrape(name);
      const missing = [...own, 'process_resident_memory_bytes', 'process_start_time_seconds', 'minglu_probe_up{probe="database"}'].filter(
        (series) => Number.isNaN(value(text, series)),
      );
      expect({ name, missing }).toEqual({ name, missing: [] });
      expect(text).not.toContain('minglu_figures_up{source="read-model-1-lag"} 0');
    }
    await eventually('/health and /metrics agree', async () => {
      const [text, publishing] = [await scrape('query'), await scrape('publisher')];
      const health = (await (await fetch(new URL('/health', one.fleet.urlOf('query')))).json()) as {
        info: { readModel: { taken: number }; broker: { lag: number } };
      };
      return (
        health.info.broker.lag === 0 &&
        value(text, 'minglu_consumer_taken_events{consumer="read-model-1"}') === health.info.readModel.taken &&
        value(publishing, 'minglu_publisher_position') === health.info.readModel.taken &&
        value(publishing, 'minglu_publisher_backlog_events') === 0
      );
    });
  }, 60_000);

  it('share the limits of a caller, whichever gateway he asks', async () => {
    const second = startServiceProcess('gateway', { ...one.gateway(), MINGLU_REQUESTS_PER_MINUTE: '100' });
    try {
      const [first, other] = [one.fleet.urlOf('gateway'), await urlOf(second)];
      let [asked, answer] = [0, new Response()];
      await eventually('the second gateway refuses', async () => {
        await Promise.all(Array.from({ length: 120 }, async () => (await fetch(new URL('/session', first))).body?.cancel()));
        asked += 1;
        answer = await fetch(new URL('/session', other));
        return answer.status === 429;
      });
      expect(asked).toBeLessThan(100);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ code: 'too-many-requests' });
    } finally {
      second.kill('SIGKILL');
    }
  }, 120_000);

  it('do not delay the stop of the gateway, even if a reader has an open stream', async () => {
    const before = one.exits.length;
    const stream = await fetch(new URL('/feed', one.fleet.urlOf('gateway')), { headers: { accept: 'text/event-stream' } });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reading = (async () => {
      for await (const _ of stream.body as unknown as AsyncIterable<Uint8Array>);
    })().catch(() => undefined);
    one.fleet.kill('gateway', 'SIGTERM');
    await eventually('the gateway has ended', () => one.exits.length > before);
    expect(one.exits.at(-1)).toEqual({ name: 'gateway', code: 0, signal: null });
    await reading;
    await one.fleet.up('gateway');
  }, 60_000);

  it('go on if one of them is down, which the gateway reports', async () => {
    one.fleet.kill('audit');
    const away = await one.askOnce('/dossiers/441900-a/events', officer).catch(() => ({ status: 503 }));
    expect([503, 200]).toContain(away.status);
    expect(await one.ask('/dossiers/441900-a', officer)).toMatchObject({ status: 200 });
    await one.fleet.up('audit');
    expect(await one.ask('/dossiers/441900-a/events', officer)).toMatchObject({ status: 200 });
    expect((await one.ask('/log?limit=1', auditor)).status).toBe(200);
  }, 60_000);

  it('are all in the health of the gateway, also those that no request is routed to', async () => {
    const health = async () => (await fetch(new URL('/health', one.fleet.urlOf('gateway')))).json() as Promise<{ info: unknown }>;
    const states = (down?: ServiceName) =>
      Object.fromEntries(SERVICES.filter((name) => name !== 'gateway').map((name) => [name, { status: name === down ? 'down' : 'up' }]));
    const shows = async (expected: unknown): Promise<void> => {
      let info: unknown;
      const same = async (): Promise<boolean> => isDeepStrictEqual(({ info } = await health()).info, expected);
      await eventually('the state', same, 60_000).catch(() => expect(info).toEqual(expected));
    };
    await shows(states());
    for (const name of ['publisher', 'procedure'] as const) {
      process.kill(one.fleet.pidOf(name)!, 'SIGSTOP');
      try {
        await shows(states(name));
      } finally {
        process.kill(one.fleet.pidOf(name)!, 'SIGCONT');
      }
    }
    await shows(states());
  }, 240_000);

  it('stay alive for brokers out of reach, are not ready, and say why', async () => {
    const child = startServiceProcess('publisher', { ...one.publisher, KAFKA_BROKERS: '127.0.0.1:1' });
    try {
      const url = await urlOf(child);
      await eventually('it is not ready', async () => {
        const response = await fetch(new URL('/health', url));
        const answer = (await response.json()) as { status: string; error?: { broker?: { error?: string } } };
        return response.status === 503 && answer.error?.broker?.error?.includes('ECONNREFUSED') === true;
      });
      expect((await fetch(new URL('/health/live', url))).status).toBe(200);
    } finally {
      child.kill('SIGKILL');
    }
  }, 120_000);
});

describeOnKafka('a service that cannot work', () => {
  it('because of a wrong setting names it and exits with 2', async () => {
    const child = startServiceProcess('query', {
      DATABASE_URL: 'postgres://x',
      KAFKA_BROKERS: 'nowhere',
      KAFKA_SASL_USERNAME: 'minglu-query',
      KAFKA_SASL_PASSWORD: 'x',
      MINGLU_CONSISTENCY_KEY: 'ab'.repeat(32),
      MINGLU_TOKEN_PUBLIC_KEY: 'ab'.repeat(32),
      MINGLU_RECORD_PUBLIC_KEYS: 'ab'.repeat(32),
    });
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(2);
    expect(output).toContain('KAFKA_BROKERS is host:port');
  }, 30_000);
});
