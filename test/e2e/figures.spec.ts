import {
  approver,
  auditor,
  city,
  command,
  figures as stating,
  importing,
  officer,
  on,
  someone,
  throughReview,
} from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { parseInstant, type Actor } from '@minglu/kernel';
import { given, givenCorrection, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

interface Statement {
  readonly eventId: string;
  readonly by: Readonly<Record<string, string>>;
  readonly decisions: readonly { readonly kind: string; readonly by: Readonly<Record<string, string>> }[];
}
interface Figures {
  readonly caseId: string;
  readonly items: readonly { readonly indicator: string; readonly name: string | null; readonly statements: readonly Statement[] }[];
  readonly next: number | null;
}
interface Tainted {
  readonly items: readonly {
    readonly kind: string;
    readonly gate: { readonly without: readonly { readonly outcome: string }[]; readonly isOther: boolean } | null;
  }[];
}

describeOnPostgres('the provenance of figures over HTTP', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2023-11-01T09:00:00+08:00');
    await given(service.system.casework, ...inPublicity('c', '330200', '2025-09-26', 'p-c'));
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  const get = async (caller: Actor, path: string): Promise<{ readonly status: number; readonly body: unknown }> => {
    const headers: Record<string, string> = caller === someone ? {} : { authorization: `Bearer ${await service.tokenOf(caller)}` };
    const answer = await fetch(`${service.url}${path}`, { headers });
    return { status: answer.status, body: await answer.json() };
  };
  const own = city('330200');
  const figures = async (caller: Actor, rest = ''): Promise<Figures> => (await get(caller, `/dossiers/c/figures${rest}`)).body as Figures;
  const tainted = async (): Promise<Tainted> => (await get(auditor, '/dossiers/c/tainted-decisions')).body as Tainted;

  it('shows each figure with who stated it, and the decisions that relied on it', async () => {
    const { caseId, items } = await figures(officer);
    const [revenue] = items;
    expect([caseId, revenue!.indicator, revenue!.name]).toEqual(['c', 'A1.1', '软件业务收入']);
    expect(revenue!.statements[0]).toMatchObject({ stage: 'self-assessment', unit: '亿元', relation: 'first' });
    expect(revenue!.statements[0]!.by).toHaveProperty('person');
    expect(revenue!.statements[0]!.decisions.map(({ kind }) => kind)).toEqual(['approval', 'control-gate', 'review-conclusion']);
  });
  it('names no person outside the ministry, and shows nothing to who does not see the events', async () => {
    const { items } = await figures(own);
    const actors = items.flatMap(({ statements }) => statements.flatMap(({ by, decisions }) => [by, ...decisions.map((one) => one.by)]));
    expect(actors.length).toBeGreaterThan(2);
    for (const actor of actors) expect(Object.keys(actor).sort()).toEqual(['org', 'role']);
    expect((await figures(someone)).items).toEqual([]);
    expect((await get(city('340100'), '/dossiers/none/figures')).status).toBe(404);
  });
  it('goes page by page, and gives one figure of one year', async () => {
    const first = await figures(officer, '?limit=1');
    const second = await figures(officer, `?limit=1&after=${first.next}`);
    expect([first.items[0]!.indicator, second.items[0]!.indicator, second.next]).toEqual(['A1.1', 'A2.1', null]);
    expect((await figures(officer, '/A2.1?year=2024')).items).toHaveLength(1);
    expect((await figures(officer, '/A2.1?year=2019')).items).toEqual([]);
  });
  it('lists the decisions that a false figure taints, with the gate as it would have been, for the ministry alone', async () => {
    expect((await tainted()).items).toEqual([]);
    const { eventId } = (await figures(officer)).items[0]!.statements[0]!;
    const about = { investigationId: 'i1' };
    const before = await figures(own);
    await given(
      service.system.casework,
      command(officer, on('2025-09-29'), 'OpenInvestigation', { ...about, subject: 'c', clue: '来信', sourceProtected: true }),
      command(auditor, on('2025-09-29', '11:00:00'), 'FindFigureFalse', {
        ...about,
        eventId,
        indicator: 'A1.1',
        dataYear: 2024,
        reasons: '与税务数据不符',
      }),
    );
    const { items } = await tainted();
    expect(items.map(({ kind }) => kind)).toEqual(['approval', 'control-gate', 'review-conclusion']);
    const gate = items[1]!.gate!;
    expect([gate.isOther, gate.without.map(({ outcome }) => outcome)]).toEqual([true, ['not-reported', 'met']]);
    for (const caller of [own, someone]) expect((await get(caller, '/dossiers/c/tainted-decisions')).status).not.toBe(200);
    expect(await figures(own)).toEqual(before);
    expect((await get(approver, '/dossiers/none/tainted-decisions')).status).toBe(404);
  });
  it('shows the figures as they stood at a moment, known at another, by the same rule as a replay', async () => {
    const whole = await figures(officer, '?limit=200');
    const [statement] = whole.items[0]!.statements;
    const decisionsAt = async (query: string): Promise<readonly string[] | null> =>
      (await figures(officer, query)).items[0]?.statements[0]?.decisions.map(({ kind }) => kind) ?? null;
    // All of the case happens within an hour from 8:00; the review comes after the self-assessment.
    expect(await decisionsAt('?at=2025-09-26')).toEqual(['approval', 'control-gate', 'review-conclusion']);
    expect(await decisionsAt('?at=2025-09-26T08:00:30%2B08:00')).toBeNull();
    const recordedAt = (await service.system.log.findEvents([statement!.eventId]))[0]!.recordedAt;
    expect(await decisionsAt(`?at=2025-09-26&knownAt=${recordedAt}`)).toEqual([]);
    expect((await get(officer, '/dossiers/c/figures?at=2020-01-01')).status).toBe(404);
    expect((await figures(officer, '/A1.1?at=2025-09-26')).items).toEqual((await figures(officer, '/A1.1')).items);
    // The rights of a party follow today.
    expect((await figures(city('340100'), '?at=2025-09-26')).items).toEqual([]);
    const atOf = async (query: string): Promise<number> =>
      ((await get(auditor, `/dossiers/c/tainted-decisions${query}`)).body as Tainted).items.length;
    expect([await atOf('?at=2025-09-29T10:30:00%2B08:00'), await atOf('?at=2025-09-29T12:00:00%2B08:00')]).toEqual([0, 3]);
    expect((await get(officer, '/dossiers/c/figures?at=yesterday')).status).toBe(400);
  });
  it('shows who did what and who looked, in one order, while the case is under investigation', async () => {
    const { eventId } = (await figures(officer)).items[0]!.statements[0]!;
    await given(
      service.system.casework,
      command(officer, on('2025-09-29', '12:00:00'), 'AddEvidence', { investigationId: 'i1', eventIds: [eventId], materials: [] }),
    );
    service.clock.moveTo(parseInstant(on('2025-09-29', '13:00:00'))!);
    const timeline: Timeline['items'][number][] = [];
    for (let after: string | null = '0.0'; after !== null;) {
      const page = (await get(officer, `/dossiers/c/investigation-timeline?limit=5&after=${after}`)).body as Timeline;
      timeline.push(...page.items);
      after = page.next;
    }
    const types = timeline.flatMap(({ event }) => event?.type ?? []);
    expect(types).toEqual(expect.arrayContaining(['SelfAssessmentSubmitted', 'InvestigationOpened', 'FigureFoundFalse', 'EvidenceAdded']));
    expect(timeline.find(({ event }) => event?.type === 'EvidenceAdded')!.event!.evidence).toEqual([
      { eventId, type: 'SelfAssessmentSubmitted', position: expect.any(Number), contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(timeline.flatMap(({ reading }) => reading?.person ?? [])).toEqual(expect.arrayContaining([officer.person, auditor.person]));
    expect((await get(own, '/dossiers/c/investigation-timeline')).status).toBe(403);
    await given(
      service.system.casework,
      command(approver, on('2025-09-30'), 'CloseInvestigation', { investigationId: 'i1', finding: 'not-substantiated', reasons: '经查' }),
    );
    service.clock.moveTo(parseInstant(on('2025-09-30', '13:00:00'))!);
    expect((await get(officer, '/dossiers/c/investigation-timeline')).status).toBe(404);
    expect((await tainted()).items).toEqual([]);
  });
});

interface Timeline {
  readonly items: readonly {
    readonly kind: 'event' | 'reading';
    readonly event?: { readonly type: string; readonly evidence: readonly { readonly eventId: string; readonly contentHash: string }[] };
    readonly reading?: { readonly act: string; readonly person: string };
  }[];
  readonly next: string | null;
}
interface Findings {
  readonly items: readonly {
    readonly code: string;
    readonly applicant: string;
    readonly sources: readonly { readonly eventId: string; readonly value: string }[];
    readonly sentence: { readonly zh: string };
  }[];
  readonly next: string | null;
  readonly complete: boolean;
}

describeOnPostgres('consistency findings over HTTP', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2023-11-01T09:00:00+08:00');
    const day = '2025-09-26';
    await given(
      service.system.casework,
      importing('a', '340100', day),
      command(city('340100'), on(day, '08:01:00'), 'ReportProgress', {
        caseId: 'a',
        period: '2024',
        figures: stating('700.10', '13.1'),
        narrative: '按方案推进',
      }),
      ...throughReview('a', '340100', day),
      ...inPublicity('c', '330200', day, 'p-c'),
    );
    await service.system.runUntil('2025-09-26T12:00:00.000Z');
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  const get = async (caller: Actor, path: string): Promise<Response> =>
    fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${await service.tokenOf(caller)}` } });
  const findings = async (path: string, caller = auditor): Promise<Findings> => (await (await get(caller, path)).json()) as Findings;

  it('name both events of a contradiction, in a neutral sentence', async () => {
    const { items, complete } = await findings('/dossiers/a/consistency-findings');
    expect(items.map(({ code, sources }) => [code, ...sources.map(({ value }) => value)])).toEqual([['contradiction', '700.10', '812.40']]);
    expect(new Set(items[0]!.sources.map(({ eventId }) => eventId)).size).toBe(2);
    expect([complete, items[0]!.sentence.zh]).toEqual([true, expect.stringContaining('不表示存在问题')]);
    expect((await findings('/dossiers/c/consistency-findings')).items).toEqual([]);
    expect((await get(auditor, '/dossiers/none/consistency-findings')).status).toBe(404);
  });
  it('of a year come by applicants, page by page', async () => {
    const first = await findings('/consistency-findings?year=2024&limit=1');
    const second = await findings(`/consistency-findings?year=2024&limit=1&cursor=${first.next}`);
    expect([first.items.length, first.next, second.items.map(({ applicant }) => applicant), second.next]).toEqual([
      0,
      '330200',
      ['340100'],
      null,
    ]);
    expect((await findings('/consistency-findings?year=2020')).items).toEqual([]);
    expect((await get(auditor, '/consistency-findings')).status).toBe(400);
  });
  it('are for officers and approvers of the ministry and for auditors, and for no party', async () => {
    for (const caller of [officer, approver, auditor]) expect((await get(caller, '/consistency-findings?year=2024')).status).toBe(200);
    for (const caller of [city('340100'), someone])
      for (const path of ['/consistency-findings?year=2024', '/dossiers/a/consistency-findings'])
        expect((await get(caller, path)).status).toBe(403);
  });
  it('follow an approved correction', async () => {
    await givenCorrection(service.system, ['k1', 'ProgressReported', 'figures[0].value', '812.4'], '2025-09-27');
    await service.system.runUntil('2025-09-27T12:00:00.000Z');
    expect((await findings('/dossiers/a/consistency-findings')).items).toEqual([]);
  });
});
