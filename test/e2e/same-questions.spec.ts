import { createHash } from 'node:crypto';
import type { Actor } from '@minglu/kernel';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { pdfOf } from '@minglu/materials/testing';
import pg from 'pg';
import { startService, type TestService } from './service.js';

const applicant: Actor = { person: 'shanghai-1', role: 'applicant', org: '310000' };
const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };
const keeper: Actor = { person: 'audit-1', role: 'audit-admin', org: 'MIIT' };
/** None of them may know of an application that is a draft. */
const OUTSIDERS: Readonly<Record<string, Actor | null>> = {
  'no token': null,
  'another city': { person: 'hefei-1', role: 'applicant', org: '340100' },
  'another province': { person: 'anhui-1', role: 'provincial-authority', org: '340000' },
  'an expert': { person: 'e-1', role: 'expert', org: 'MIIT' },
};

/** The background asks now and then. It only adds to the statements of a request, so the fewest of several times are the request's. */
const TIMES = 8;

describeOnPostgres('A foreign thing and an absent one', () => {
  const asked: string[] = [];
  // Clients take this method when they are made.
  const query = pg.Client.prototype.query as (...of: unknown[]) => unknown;
  const file = pdfOf('of Shanghai');
  const digest = createHash('sha256').update(file).digest('hex');
  let service: TestService;
  beforeAll(async () => {
    pg.Client.prototype.query = function (this: pg.Client, ...of: unknown[]) {
      const [config] = of as [string | { readonly name?: string; readonly text: string }];
      asked.push(typeof config === 'string' ? config : (config.name ?? config.text));
      return query.apply(this, of);
    } as typeof pg.Client.prototype.query;
    service = await startService('2025-09-25T09:00:00+08:00');
    const campaign = { campaignId: 'c-2025', programme: 'city', track: 'creation-application', year: 2025, documentNumber: '〔2025〕9号' };
    const window = { opensAt: '2025-09-01T00:00:00Z', closesAt: '2026-01-31T00:00:00Z' };
    const kinds = ['written-application-report', 'creation-application-form', 'creation-work-plan'];
    const materials = kinds.map((kind) => ({ kind, name: `${kind}.pdf`, sha256: digest }));
    const figures = [
      { indicator: 'A1.1', value: '9000', unit: '亿元', dataYear: 2024, source: '市统计局' },
      { indicator: 'A2.1', value: '13', unit: '%', dataYear: 2024, source: '市统计局' },
    ];
    const opening = { caseId: 'sh', programme: 'city', applicant: '310000', campaignId: 'c-2025', workingBody: '专班' };
    expect((await send(admin, '/campaigns', { ...campaign, ...window })).status).toBe(201);
    expect((await send(applicant, '/dossiers', opening)).status).toBe(201);
    const name = { 'content-type': 'application/octet-stream', 'minglu-file-name': 'a.pdf' };
    expect((await ask(applicant, 'POST', '/materials', name, file)).status).toBe(201);
    const filed = await send(applicant, '/dossiers/sh/submissions', { truthfulnessPledge: true, materials, figures });
    expect(filed.status).toBe(201);
  }, 120_000);
  afterAll(async () => {
    pg.Client.prototype.query = query as typeof pg.Client.prototype.query;
    await service?.close();
  }, 60_000);

  type Body = NonNullable<RequestInit['body']>;
  const ask = async (caller: Actor | null, method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: Body) => {
    const authorization: Readonly<Record<string, string>> = caller ? { authorization: `Bearer ${await service.tokenOf(caller)}` } : {};
    const answer = await fetch(`${service.url}${path}`, { method, headers: { ...authorization, ...headers }, ...(body ? { body } : {}) });
    return { status: answer.status, text: await answer.text() };
  };
  const send = (caller: Actor, path: string, body: unknown) =>
    ask(caller, 'POST', path, { 'content-type': 'application/json' }, JSON.stringify(body));
  const lines = async (): Promise<number> => {
    const { items } = JSON.parse((await ask(keeper, 'GET', '/access-lines?limit=1000')).text) as {
      readonly items: readonly { act: string }[];
    };
    return items.filter(({ act }) => act !== 'access-log').length;
  };

  /** How often each statement is asked for one answer, and how many lines it leaves. */
  const costOf = async (caller: Actor | null, path: string) => {
    const before = await lines();
    const runs: ReadonlyMap<string, number>[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      asked.length = 0;
      expect((await ask(caller, 'GET', path)).status).toBe(404);
      const counts = new Map<string, number>();
      for (const text of asked) counts.set(text, (counts.get(text) ?? 0) + 1);
      runs.push(counts);
    }
    const statements = [...new Set(runs.flatMap((counts) => [...counts.keys()]))]
      .map((text) => [text, Math.min(...runs.map((counts) => counts.get(text) ?? 0))] as const)
      .filter(([, least]) => least > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return { statements, lines: ((await lines()) - before) / TIMES };
  };

  describe.each(Object.entries(OUTSIDERS))('cost the same statements and lines for %s:', (_, caller) => {
    it.each([
      ['a dossier', '/dossiers/sh', '/dossiers/none'],
      ['a file', `/materials/${digest}`, `/materials/${'f'.repeat(64)}`],
      ['what is known of a file', `/materials/${digest}/metadata`, `/materials/${'f'.repeat(64)}/metadata`],
    ])('%s', async (__, foreign, absent) => {
      const [one, other] = [await costOf(caller, foreign), await costOf(caller, absent)];
      expect(one).toEqual(other);
      expect(one.statements.length).toBeGreaterThan(0);
      expect(one.lines).toBe(caller === null ? 0 : 1);
    });
  });
});
