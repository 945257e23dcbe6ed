import { approver, auditor, city, command, officer, on, someone } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import type { Actor } from '@minglu/kernel';
import { given, inPublicity } from '../integration/support.js';
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
});
