import { parseInstant, type Actor } from '@minglu/kernel';
import {
  approver,
  auditor,
  authority,
  city,
  command,
  expert,
  investigating,
  officer,
  on,
  someone,
  substantiating,
} from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { given, givenCorrection, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- bodies of all shapes, looked at by matchers */
interface Reply {
  readonly status: number;
  readonly body: any;
}

const own = city('350100');
const CONFERRED = '2025-09-25';

/**
 * A title that was conferred in September 2025 on a figure of the self-assessment. In March 2026 the ministry investigates and finds fraud,
 * and the record of the figure is corrected. The investigators ask for the knowledge at the conferral.
 */
describeOnPostgres('a case of fraud, replayed', () => {
  let service: TestService;
  const get = async (path: string, caller: Actor): Promise<Reply> => {
    const headers: Record<string, string> = caller === someone ? {} : { authorization: `Bearer ${await service.tokenOf(caller)}` };
    const response = await fetch(`${service.url}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const until = async (instant: string): Promise<void> => {
    service.clock.moveTo(parseInstant(instant)!);
    await service.system.runUntil(parseInstant(instant)!);
  };
  beforeAll(async () => {
    service = await startService('2023-11-01T09:00:00+08:00');
    const { casework } = service.system;
    await given(casework, ...inPublicity('a', '350100', '2025-09-05', 'p-a'));
    await until(`${CONFERRED}T00:00:00+08:00`);
    await given(
      casework,
      command(approver, on(CONFERRED, '07:00:00'), 'ConferTitle', {
        caseId: 'a',
        titleId: 't-a',
        documentNumber: '工信部信发〔2025〕77号',
        effectiveDate: CONFERRED,
      }),
    );
    await until(on('2026-03-02', '09:00:00'));
    await given(casework, investigating(on('2026-03-02')), substantiating('i-f', on('2026-03-03')));
    await givenCorrection(service.system, ['k1', 'SelfAssessmentSubmitted', 'figures[0].value', '412.40'], '2026-03-04');
    await until(on('2026-03-05'));
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  const atConferral = (known: string) => `at=${CONFERRED}&knownAt=${known}`;
  const figureOf = ({ body }: Reply): string => body.record.creation.selfAssessment.figures[0].value;

  it('shows the conferral as it was known then, and as it is known since the finding', async () => {
    const then = await get(`/dossiers/a/replay?${atConferral(CONFERRED)}`, auditor);
    expect(then).toMatchObject({
      status: 200,
      body: {
        knownAt: '2025-09-25T15:59:59.999Z',
        dossier: { status: 'TITLED', flags: [] },
        record: { investigations: [] },
        event: { type: 'TitleConferred', receipt: { sentence: { zh: expect.stringContaining('2025-09-25') } } },
        inForce: { rulePackage: 'measure-2022', indicatorSystem: '168-2022' },
      },
    });
    expect(figureOf(then)).toBe('812.40');
    const since = await get(`/dossiers/a/replay?${atConferral('2026-03-05')}`, auditor);
    expect(since).toMatchObject({ body: { dossier: { status: 'TITLED' }, record: { investigations: [] } } });
    expect(figureOf(since)).toBe('412.40');
    const now = await get('/dossiers/a/replay', auditor);
    expect(now).toMatchObject({
      body: { dossier: { status: 'EXIT_PROPOSED' }, record: { investigations: [{ id: 'i-f', finding: 'substantiated' }] } },
    });
  });

  it('says in Chinese what came to be known, and what happened', async () => {
    const known = await get(`/dossiers/a/difference?fromAt=${CONFERRED}&toAt=${CONFERRED}&toKnownAt=2026-03-05`, auditor);
    expect(known.status).toBe(200);
    expect(known.body.changes).toContainEqual({
      path: ['creation', 'selfAssessment', 'figures', 'A1.1 2024 市统计局', 'value'],
      before: '812.40',
      after: '412.40',
      sentence: { zh: expect.stringContaining('由“812.40”改为“412.40”'), en: expect.any(String) },
    });
    const happened = await get(`/dossiers/a/difference?fromAt=${CONFERRED}`, auditor);
    const sentences = happened.body.changes.map(({ sentence }: { sentence: { zh: string } }) => sentence.zh);
    expect(sentences).toContain('状态：由“已授予称号”改为“拟退出”。');
    expect(sentences.some((zh: string) => zh.startsWith('调查“i-f”：增加'))).toBe(true);
  });

  it('goes step by step, each with a link that gives the same answer for ever', async () => {
    const { body } = await get('/dossiers/a/steps?limit=200', auditor);
    const types = body.items.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['TitleConferred', 'InvestigationOpened', 'InvestigationClosed', 'ExitProposed']));
    const opened = body.items.find(({ type }: { type: string }) => type === 'InvestigationOpened');
    expect(opened.changes.map(({ sentence }: { sentence: { zh: string } }) => sentence.zh)).toContain('标记“调查中”：增加“调查中”。');
    const answers = await Promise.all(body.items.map(({ link }: { link: string }) => get(link, auditor)));
    for (const [index, answer] of answers.entries())
      expect(answer).toMatchObject({
        status: 200,
        body: { version: index + 1, contentHash: body.items[index].contentHash, link: body.items[index].link },
      });
    await givenCorrection(service.system, ['k2', 'SelfAssessmentSubmitted', 'figures[0].value', '411.00'], '2026-03-06');
    await until(on('2026-03-07'));
    expect(await Promise.all(body.items.map(({ link }: { link: string }) => get(link, auditor)))).toEqual(answers);
    expect(figureOf(await get('/dossiers/a/replay', auditor))).toBe('411.00');
  });

  it('at present is what the other routes answer, for each caller', async () => {
    for (const caller of [auditor, officer, own, authority('350000'), city('340100'), expert, someone]) {
      const [replay, dossier, actions] = await Promise.all(['/replay', '', '/actions'].map((part) => get(`/dossiers/a${part}`, caller)));
      expect([caller.role, replay!.status, dossier!.status]).toEqual([caller.role, 200, 200]);
      expect(replay!.body.dossier).toEqual(dossier!.body);
      const present = replay!.body.actions.map(({ roles: _, couldHappen: __, ...action }: Record<string, unknown>) => action);
      expect(present).toEqual(actions!.body.items);
    }
  });

  it('tells a party and the public of its own events alone', async () => {
    const steps = async (caller: Actor) => (await get('/dossiers/a/steps?limit=200', caller)).body.items as Record<string, unknown>[];
    const [all, party, open] = [await steps(auditor), await steps(own), await steps(someone)];
    expect(all.every(({ position }) => typeof position === 'number')).toBe(true);
    for (const seen of [party, open]) {
      expect(seen.map(({ version }) => version)).toEqual(seen.map((_, index) => index + 1));
      expect(JSON.stringify(seen)).not.toMatch(/i-f|Investigation|UNDER_INVESTIGATION|position|RESTRICTED/);
    }
    expect([all.length > party.length, party.length > open.length]).toEqual([true, true]);
    // A link of another circle of readers leads to the version of the same event, or says that there is none.
    const shared = all.find(({ type }) => type === 'TitleConferred')!;
    const same = await get(String(shared['link']), own);
    expect([same.status, same.body.contentHash]).toEqual([200, shared['contentHash']]);
    const secret = all.find(({ type }) => type === 'InvestigationOpened')!;
    expect(await get(String(secret['link']), own)).toMatchObject({ status: 409, body: { code: 'other-version' } });
    expect(await get('/dossiers/a/replay?version=999', own)).toMatchObject({ status: 409, body: { code: 'other-version' } });
  });

  it('refuses what cannot be answered', async () => {
    for (const query of [
      '',
      '?toAt=2025-01-01',
      '?fromAt=2025-13-01',
      `?fromAt=2025-01-01&fromEvent=${'0'.repeat(8)}-0000-4000-8000-000000000000`,
    ])
      expect([query, await get(`/dossiers/a/difference${query}`, auditor)]).toMatchObject([
        query,
        { status: 400, body: { code: 'invalid-request' } },
      ]);
    expect(await get('/dossiers/a/replay?hash=x', auditor)).toMatchObject({ status: 400 });
    expect(await get('/dossiers/a/steps?limit=0', auditor)).toMatchObject({ status: 400 });
    const none = '00000000-0000-4000-8000-000000000000';
    for (const path of [
      '/dossiers/none/replay',
      '/dossiers/none/steps',
      '/dossiers/a/replay?at=2020-01-01',
      `/dossiers/a/difference?fromEvent=${none}&toEvent=${none}`,
    ])
      expect([path, await get(path, auditor)]).toMatchObject([path, { status: 404, body: { code: 'unknown-id' } }]);
  });
});
