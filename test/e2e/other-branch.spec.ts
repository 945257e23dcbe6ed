import type { Actor } from '@minglu/kernel';
import { describeOnPostgres, newDatabase } from '@minglu/event-store/testing';
import { startService, type TestService } from './service.js';

const START = '2023-10-20T09:00:00+08:00';
const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };
const auditor: Actor = { person: 'auditor-1', role: 'auditor', org: 'MIIT' };
const shanghai: Actor = { person: 'shanghai', role: 'applicant', org: '310000' };

/* eslint-disable @typescript-eslint/no-explicit-any -- bodies of all shapes, looked at by matchers */
interface Reply {
  readonly status: number;
  readonly body: any;
}

const send = async (
  { url, tokenOf }: TestService,
  path: string,
  caller: Actor | null,
  body?: object,
  more: Record<string, string> = {},
): Promise<Reply> => {
  const headers = {
    ...(caller && { authorization: `Bearer ${await tokenOf(caller)}` }),
    ...(body && { 'content-type': 'application/json' }),
    ...more,
  };
  const response = await fetch(`${url}${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
  return { status: response.status, body: (await response.json()) as Reply['body'] };
};
const importTitle = (service: TestService, titleId: string, cityCode: string) =>
  send(service, '/commands', admin, {
    type: 'ImportLegacyTitle',
    data: { titleId, cityCode, variant: 'famous', conferredOn: '2019-01-01', source: '部文件' },
  });
const openApplication = (service: TestService, caseId: string) =>
  send(service, '/commands', shanghai, {
    type: 'OpenApplication',
    data: { caseId, programme: 'city', applicant: '310000', campaignId: 'city-creation-2023', workingBody: '市软件名城办' },
  });

/** The tokens that a service gives to its readers now. */
const tokensOf = async (service: TestService, command: Reply) => ({
  after: command.body.after as string,
  changes: (await send(service, `/changes?since=2020-01-01&limit=500&after=${command.body.after}`, admin)).body.cursor as string,
  feed: (await send(service, '/feed?limit=500', null)).body.cursor as string,
  list: (await send(service, `/dossiers?limit=1&after=${command.body.after}`, admin)).body.next as string,
  log: (await send(service, '/log?limit=1000', auditor)).body.cursor as string,
});
/** Cursors with room for a key. */
const SIZED = ['list', 'changes'];
type Tokens = Awaited<ReturnType<typeof tokensOf>>;

/** The answers to these tokens, by every route that takes one. */
const answers = async (service: TestService, { after, changes, feed, list, log }: Tokens): Promise<Readonly<Record<string, Reply>>> => ({
  list: await send(service, `/dossiers?cursor=${list}`, admin),
  log: await send(service, `/log?after=${log}`, auditor),
  changes: await send(service, `/changes?cursor=${changes}`, admin),
  feed: await send(service, `/feed?after=${feed}`, null),
  dossiers: await send(service, `/dossiers?after=${after}`, null),
  dossier: await send(service, `/dossiers/t-tianjin?after=${after}`, null),
  past: await send(service, `/dossiers/t-tianjin?at=2023-10-20T09:00:00Z&after=${after}`, null),
  history: await send(service, `/dossiers/t-tianjin/events?after=${after}`, null),
  deadlines: await send(service, `/deadlines/t-tianjin?after=${after}`, null),
  notFiled: await send(service, `/campaigns/city-evaluation-2023/not-filed?after=${after}`, admin),
});

describeOnPostgres('a log that was put back to an earlier copy', () => {
  let [kept, lost]: readonly Tokens[] = [];
  let restored: TestService;
  /** Position and hash of the last event of the copy. */
  let fork: { readonly position: string; readonly hash: string };

  beforeAll(async () => {
    const first = await startService(START);
    const { database, keys } = first;
    await importTitle(first, 't-nanjing', '320100');
    kept = await tokensOf(first, await importTitle(first, 't-tianjin', '120000'));
    await first.stop();
    const copy = await newDatabase(database.name);
    const second = await startService(START, { database, keys });
    await importTitle(second, 't-jinan', '370100');
    lost = await tokensOf(second, await openApplication(second, 'lost'));
    await second.close();

    restored = await startService(START, { database: copy, keys });
    const { rows } = await copy.pool.query<typeof fork>(
      `SELECT position, encode(content_hash, 'hex') AS hash FROM events ORDER BY position DESC LIMIT 1`,
    );
    fork = rows[0]!;
    for (const [title, city] of ['510100', '420100', '440100'].map((code) => [`t-${code}`, code] as const))
      expect(await importTitle(restored, title, city)).toMatchObject({ status: 201 });
  }, 180_000);
  afterAll(() => restored?.close(), 60_000);

  it('gives tokens of one size for each use, whatever they say', () => {
    for (const tokens of [kept!, lost!])
      for (const [use, token] of Object.entries(tokens)) expect([use, token.length]).toEqual([use, SIZED.includes(use) ? 294 : 208]);
  });

  it('takes the tokens that it gave before the copy was made', async () => {
    const replies = await answers(restored, kept!);
    expect(Object.entries(replies).map(([route, { status }]) => `${route} ${status}`)).toEqual(
      Object.keys(replies).map((route) => `${route} 200`),
    );
    expect(replies['feed']!.body.items).toHaveLength(3);
    expect(replies['log']!.body.items.length).toBeGreaterThanOrEqual(3);
    expect(replies['list']!.body.items.length).toBeGreaterThan(0);
  });

  it('refuses every token of the branch that is no more, and says where the two part', async () => {
    for (const [route, { status, body }] of Object.entries(await answers(restored, lost!))) {
      expect([route, status, body.code]).toEqual([route, 409, 'other-branch']);
      expect(body.details.cursor).toHaveLength(SIZED.includes(route) ? 294 : 208);
      expect(body.message).toEqual({
        zh: expect.stringMatching(/^日志已自较早的备份恢复/) as string,
        en: expect.stringMatching(/^the log was restored from an older copy/) as string,
      });
      expect(JSON.stringify(body)).not.toContain(fork.hash);
    }
  });

  it('lets each reader go on from where the two part', async () => {
    const answered = await answers(restored, lost!);
    const { feed, log, list, dossiers } = answered;
    const cursorOf = ({ body }: Reply) => body.details.cursor as string;
    expect(feed!.body.details.last).toMatchObject({ subject: 'dossier/t-tianjin', publicversion: 1 });
    const goneOn = await send(restored, `/feed?after=${cursorOf(feed!)}`, null);
    expect(goneOn.body.items.map(({ subject, epoch }: { subject: string; epoch: number }) => [subject, epoch])).toEqual(
      ['t-510100', 't-420100', 't-440100'].map((title) => [`dossier/${title}`, 2]),
    );
    const rest = await send(restored, `/log?limit=1&after=${cursorOf(log!)}`, auditor);
    expect(rest.body).toMatchObject({ items: [{ position: Number(fork.position) + 1 }], epochs: [{ epoch: 1 }, { epoch: 2 }] });
    const told = await send(restored, `/changes?cursor=${cursorOf(answered['changes']!)}`, admin);
    expect(answered['changes']!.body.details.since).toBe(told.body.items[0].recordedAt);
    const named = told.body.items.map(({ caseId, recordedAt }: { caseId: string; recordedAt: string }) => [
      caseId,
      recordedAt >= answered['changes']!.body.details.since,
    ]);
    for (const title of ['t-510100', 't-420100', 't-440100']) expect(named).toContainEqual([title, true]);
    expect(named.map(([caseId]: [string]) => caseId)).not.toContain('lost');
    const again = await send(restored, `/dossiers?cursor=${cursorOf(list!)}&limit=1`, admin);
    expect(again.body.items).toEqual((await send(restored, '/dossiers?limit=1', admin)).body.items);
    expect(await send(restored, `/dossiers?after=${cursorOf(dossiers!)}`, null)).toMatchObject({ status: 200 });
  });

  it('refuses a stream too before it begins, so that a browser does not try again for ever', async () => {
    const ofChanges = { accept: 'text/event-stream', 'last-event-id': lost!.changes };
    expect(await send(restored, '/changes', admin, undefined, ofChanges)).toMatchObject({ status: 409, body: { code: 'other-branch' } });
    const headers = { accept: 'text/event-stream', 'last-event-id': lost!.feed };
    expect(await send(restored, '/feed', null, undefined, headers)).toMatchObject({ status: 409, body: { code: 'other-branch' } });
    expect((await fetch(`${restored.url}/feed`, { method: 'HEAD', headers })).status).toBe(409);
  });

  it('refuses a token that was changed, or given for something else, as one that was never given', async () => {
    const changed = (token: string) => `${token.slice(0, 100)}${token[100] === 'A' ? 'B' : 'A'}${token.slice(101)}`;
    const { after, changes, feed, list, log } = kept!;
    const wrong: readonly Tokens[] = [
      { after: changed(after), changes: changed(changes), feed: changed(feed), list: changed(list), log: changed(log) },
      { after: feed, changes: list, feed: log, list: changes, log: after },
    ];
    for (const tokens of wrong)
      for (const [route, { status, body }] of Object.entries(await answers(restored, tokens)))
        expect([route, status, body.code]).toEqual([route, 400, 'invalid-request']);
  });

  it('refuses the tokens of another log with the same keys', async () => {
    const other = await startService(START, { keys: restored.keys });
    try {
      for (const [route, { status, body }] of Object.entries(await answers(other, kept!)))
        expect([route, status, body.code, body.details]).toMatchObject([route, 409, 'other-branch', { cause: 'other-log', cursor: null }]);
    } finally {
      await other.close();
    }
  }, 60_000);
});
